"""Reads through the API are one event for each minute, program and person."""

from datetime import timedelta

import pytest

from parloir.audit.models import AuditEvent
from parloir.clients.models import ReadTally
from parloir.clients.operations import create_client
from parloir.clients.reads import ACTION, LATE, count_reads, write_read_events
from tests.factories.moments import MINUTE, NINE_ON_MONDAY
from tests.factories.people import OPERATOR
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db

NOW = NINE_ON_MONDAY
SECOND = timedelta(seconds=1)
RUTH, OMAR = "person000001", "person000002"


@pytest.fixture
def program():
    return create_client(name="Jail", facilities=[make_jail()], scopes=[], by=OPERATOR, now=NOW)[0]


def read(program, *people: str, now=NOW) -> None:
    count_reads(client=program, facility="jackson", people=people, now=now)


def events() -> list[tuple[str, int]]:
    found = AuditEvent.objects.filter(action=ACTION).order_by("at", "person_ref")
    return [(event.person_ref, event.details["reads"]) for event in found]


def test_reads_of_one_minute_are_one_event_for_each_person(program):
    read(program, RUTH, OMAR, RUTH)
    read(program, RUTH, now=NOW + MINUTE - SECOND)
    read(program, RUTH, now=NOW + MINUTE)
    assert write_read_events(now=NOW + 2 * MINUTE + LATE) == 3
    assert events() == [(RUTH, 2), (OMAR, 1), (RUTH, 1)]
    event = AuditEvent.objects.filter(action=ACTION).earliest("at")
    assert (event.at, event.actor_kind, event.actor_ref) == (NOW, "client", program.public_id)
    assert (event.facility_ref, event.subject_ref) == ("jackson", event.person_ref)


def test_a_minute_is_written_once_when_it_is_over(program):
    read(program, RUTH)
    over = NOW + MINUTE + LATE
    assert write_read_events(now=over - SECOND) == 0
    assert write_read_events(now=over) == 1
    assert write_read_events(now=over) == 0
    assert events() == [(RUTH, 1)]
    assert not ReadTally.objects.exists()


def test_programs_are_counted_apart(program):
    other = create_client(name="Other", facilities=[make_jail()], scopes=[], by=OPERATOR, now=NOW)[
        0
    ]
    read(program, RUTH)
    read(other, RUTH)
    write_read_events(now=NOW + 2 * MINUTE)
    assert events() == [(RUTH, 1), (RUTH, 1)]


def test_an_answer_about_nobody_counts_nothing(program):
    read(program)
    assert not ReadTally.objects.exists()
