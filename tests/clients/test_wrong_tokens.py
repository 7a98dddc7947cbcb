from datetime import timedelta

import pytest

from parloir.audit.models import AuditEvent
from parloir.clients.wrong_tokens import A_MINUTE, ACTION, record_wrong_token
from parloir.source import Source, coming_from
from tests.factories.moments import NINE_ON_MONDAY

pytestmark = pytest.mark.django_db

NOW = NINE_ON_MONDAY


def show_one(address: str, *, now=NOW) -> int:
    with coming_from(Source(address)):
        record_wrong_token(now=now)
    return AuditEvent.objects.filter(action=ACTION, outcome="failed").count()


def test_wrong_tokens_from_one_address_are_one_event_a_minute():
    assert show_one("203.0.113.7") == 1
    assert show_one("203.0.113.7", now=NOW + A_MINUTE - timedelta(microseconds=1)) == 1
    assert show_one("203.0.113.8") == 2
    assert show_one("203.0.113.7", now=NOW + A_MINUTE) == 3
