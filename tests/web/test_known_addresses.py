"""An address with an account and one without cost the same statements, at every step where a
stranger may type one."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.known_addresses import STEPS, Step
from tests.factories.people import make_visitor

pytestmark = pytest.mark.django_db

VALUES = re.compile(r"'[^']*'|\d+")


def statements_of(client: Client, step: Step, email: str) -> list[str]:
    fields = {name: value.format(email=email) for name, value in step.fields}
    with CaptureQueriesContext(connection) as captured:
        assert client.post(step.path, fields).status_code == step.status
    return [VALUES.sub("?", query["sql"]) for query in captured.captured_queries]


def test_known_and_unknown_addresses_cost_the_same_statements():
    known, unknown = make_visitor().user.email, "nobody@bench.example"
    browser_of = {known: Client(), unknown: Client()}

    for step in STEPS:
        one, other = (statements_of(browser_of[email], step, email) for email in browser_of)
        assert one == other, step.name
        assert any("credentials_" in statement for statement in one) or step.name == "sign-in"
