"""Each event has a MAC over all it says, and a seal of the address it came from."""

from datetime import timedelta

import pytest
from django.db import connection

from parloir.audit.actors import CLOCK, Actor
from parloir.audit.models import AuditEvent
from parloir.audit.operations import record
from parloir.audit.rows import last_event_id, rows_between
from parloir.audit.seals import TEXTS, details_text, event_mac, moment_text, session_hash
from parloir.source import Source, coming_from
from parloir.vault.names import new_public_id
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.subjects import Thing

pytestmark = pytest.mark.django_db

ADDRESS = "203.0.113.7"
SAID = {name: f"text {number}" for number, name in enumerate(TEXTS)}


def mac_of_said(*, at=NINE_ON_MONDAY, details=None, **texts) -> bytes:
    texts = SAID | texts
    return event_mac(moment_text(at), details_text(details or {}), *texts.values())


def recorded(**details) -> AuditEvent:
    record("open", by=CLOCK, on=Thing("thing0000001"), at=NINE_ON_MONDAY, **details)
    return AuditEvent.objects.latest("pk")


def are_intact() -> list[bool]:
    return [row.is_intact for row in rows_between(0, last_event_id())]


@pytest.mark.parametrize("name", TEXTS)
def test_a_mac_covers_each_text(name):
    assert mac_of_said(**{name: "another"}) != mac_of_said()


def test_a_mac_covers_the_moment_and_the_details():
    assert mac_of_said() == mac_of_said(details={})
    assert mac_of_said(at=NINE_ON_MONDAY + timedelta(microseconds=1)) != mac_of_said()
    assert mac_of_said(details={"count": 3}) != mac_of_said(details={"count": 4})


def test_texts_cannot_be_moved_from_one_column_to_the_next():
    assert mac_of_said(action="ab", subject_kind="c") != mac_of_said(action="a", subject_kind="bc")
    with pytest.raises(ValueError, match="separator"):
        mac_of_said(action="a\x1fb")


@pytest.mark.parametrize("microseconds", [0, 120_000, 123_456])
def test_an_event_is_intact_as_it_is_read_back(microseconds):
    at = NINE_ON_MONDAY + timedelta(microseconds=microseconds)
    details = {"zeta": "ñ “\n\x1f", "a": None, "beta": True, "bet": 3, "alpha": ""}
    record("open", by=Actor("staff", new_public_id()), on=Thing("x"), at=at, **details)
    with coming_from(Source(ADDRESS, lambda: "signin000001")):
        record("open", by=CLOCK, on=Thing("x"), at=at)
    assert are_intact() == [True, True]


def test_many_events_that_are_made_together_are_sealed():
    event = recorded()
    event.pk = None
    AuditEvent.objects.bulk_create([event])
    assert are_intact() == [True, True]


def test_an_event_says_from_which_address_and_session_it_came():
    nobodys = recorded()
    with coming_from(Source(ADDRESS, lambda: "signin000001")):
        event = recorded()
    assert (nobodys.source, nobodys.session) == (None, "")
    assert (event.source, event.session) == (ADDRESS, session_hash("signin000001"))
    assert "signin" not in event.session


def test_the_seal_of_an_address_tells_nobody_the_address():
    """Two events from there have different seals, since each has a salt of its own."""
    with coming_from(Source(ADDRESS)):
        first, second = recorded(), recorded()
    assert first.source_seal != second.source_seal


def test_an_address_that_was_written_for_another_is_noticed(without_triggers):
    with coming_from(Source(ADDRESS)):
        recorded()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET source = '198.51.100.1'")
    assert are_intact() == [False]


@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'refused'",
        "actor_ref = 'somebody'",
        "details = '{\"count\": 4}'",
        "at = '2020-01-01 00:00:00+00'",
        "session = ''",
        "source_salt = 'another'",
    ],
)
def test_an_event_that_was_changed_is_noticed(without_triggers, change):
    with coming_from(Source(ADDRESS, lambda: "signin000001")):
        recorded(count=3)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_auditevent SET {change}")  # noqa: S608
    assert are_intact() == [False]
