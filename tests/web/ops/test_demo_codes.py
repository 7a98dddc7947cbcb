"""The demo's page with the codes of its staff."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from parloir.factors.totp import code_of, new_secret, step_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def secrets(settings, tmp_path, now):
    """Return the secrets of two officers, who stand in `demo.json`."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    officers = [
        {"name": f"Dana {n}", "email": f"{n}@parloir.example", "totp_secret": new_secret()}
        for n in range(2)
    ]
    demo = {"staff": {"officer": officers[0]}, "second_officer": officers[1]}
    (tmp_path / "demo.json").write_text(json.dumps(demo))
    with time_machine.travel(now + timedelta(seconds=12), tick=False):
        yield [one["totp_secret"] for one in officers]


def test_totp_codes_of_now_and_of_the_next_half_minute_are_shown(client, secrets, now):
    answer = client.get(reverse("demo_codes"))
    page, step = answer.content.decode(), step_at(now)
    for secret in secrets:
        assert page.count(code_of(secret, step)) == 1
        assert page.count(code_of(secret, step + 1)) == 1
        assert secret not in page
    assert answer["Refresh"] == "18"


def test_there_is_no_such_page_outside_the_demo(client, secrets, settings):
    settings.DEMO = False
    assert client.get(reverse("demo_codes")).status_code == 404


def test_it_says_so_before_the_demo_is_loaded(client, settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    assert "The demo is not loaded yet." in client.get(reverse("demo_codes")).content.decode()
