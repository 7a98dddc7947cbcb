from datetime import date, timedelta

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.audit.operations import record
from parloir.sanctions.models import Restriction
from tests.factories.moments import MONDAY
from tests.factories.people import OFFICER, make_visitor
from tests.factories.sanctions import make_violation


def violate(facility, now, *, first_name: str, ground: str = "phone", day: date = MONDAY):
    visitor = make_visitor(first_name=first_name, last_name="Okafor")
    return make_violation(facility, visitor=visitor, ground=ground, day=day, now=now)


@pytest.fixture
def records(cast, now):
    return [
        violate(cast.jail, now, first_name="Ruth"),
        violate(cast.jail, now, first_name="Mei", ground="abuse", day=MONDAY - timedelta(days=91)),
        violate(cast.other_jail, now, first_name="Omar"),
    ]


def names(page) -> set[str]:
    return {one.visitor.first_name for one, _ground in page.context["rows"]}


def test_violations_are_those_of_ones_own_facilities(cast, records):
    page = cast.client(Role.OFFICER).get(reverse("violations"))

    assert names(page) == {"Ruth", "Mei"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"ground": "abuse"}, {"Mei"}),
        ({"name": "ruth okaf"}, {"Ruth"}),
        ({"name": "OKÁFOR r\u00fath"}, {"Ruth"}),
        ({"name": "kafo"}, {"Ruth", "Mei"}),
        ({"name": "--"}, set()),
        ({"state": "dismissed"}, set()),
        ({"ground": "nonsense"}, {"Ruth", "Mei"}),
        ({"facility": "clay"}, {"Ruth", "Mei"}),
        ({"page": "99"}, {"Ruth", "Mei"}),
    ],
)
def test_violations_are_filtered(cast, records, query, found):
    assert names(cast.client(Role.OFFICER).get(reverse("violations"), query)) == found


def test_a_restriction_is_in_force_until_and_including_its_last_day(cast, records):
    """A restriction made 91 days ago covered that day and ninety more: yesterday was the last."""
    page = cast.client(Role.SUPERVISOR).get(reverse("restrictions"), {"which": "in_force"})
    assert names(page) == {"Ruth"}

    Restriction.objects.filter(visitor__first_name="Mei").update(until_date=MONDAY)
    page = cast.client(Role.SUPERVISOR).get(reverse("restrictions"), {"which": "in_force"})
    assert names(page) == {"Ruth", "Mei"}


def test_people_are_found_by_three_letters_and_not_by_two(cast, records):
    client = cast.client(Role.OFFICER)

    three = client.get(reverse("people"), {"text": "rut"})
    two = client.get(reverse("people"), {"text": "ru"})

    assert [one.first_name for one in three.context["visitors"].people] == ["Ruth"]
    assert two.context["visitors"] is None
    assert "at least three letters" in two.content.decode()


def test_a_persons_page_hides_what_other_facilities_have_on_record(cast, records):
    ruth, _mei, omar = records
    client = cast.client(Role.OFFICER)

    own = client.get(reverse("staff_visitor", args=[ruth.visitor.public_id]))
    other = client.get(reverse("staff_visitor", args=[omar.visitor.public_id]))

    assert len(own.context["violations"]) == 1
    assert len(other.context["violations"]) == 0
    assert list(other.context["restrictions"]) == []
    assert client.get(reverse("staff_inmate", args=[omar.inmate.public_id])).status_code == 404


def test_the_auditor_reads_events_of_own_facilities(cast, now):
    for facility in (cast.jail, cast.other_jail):
        record("open_gate", by=OFFICER, on=facility, at=now, facility=facility.slug)

    page = cast.client(Role.AUDITOR).get(reverse("audit"), {"action": "open gate"})

    assert [event.subject_ref for event, _ in page.context["rows"]] == ["jackson"]


def test_the_audit_is_filtered_by_whole_local_days(cast, now):
    midnight = now.astimezone(cast.jail.zone).replace(hour=0, minute=0)
    for minutes in (-1, 0):
        record(
            "tick", by=OFFICER, on=cast.jail, at=midnight + timedelta(minutes=minutes),
            facility="jackson",
        )  # fmt: skip
    client = cast.client(Role.AUDITOR)

    today = client.get(reverse("audit"), {"action": "tick", "first": MONDAY.isoformat()})
    before = client.get(
        reverse("audit"),
        {"action": "tick", "last": (MONDAY - timedelta(days=1)).isoformat()},
    )

    assert [event.at for event, _ in today.context["rows"]] == [midnight]
    assert [event.at for event, _ in before.context["rows"]] == [midnight - timedelta(minutes=1)]


def test_the_audit_says_by_which_clock_its_days_are_and_by_which_its_times(cast, now):
    record("tick", by=OFFICER, on=cast.jail, at=now, facility="jackson")
    page = cast.client(Role.AUDITOR).get(reverse("audit")).content.decode()
    assert f"Days by the clock of {cast.jail.name}." in page
    assert "2026-05-11 09:00:00 CDT" in page


def test_the_audit_is_read_a_page_at_a_time(cast, now):
    for _ in range(101):
        record("tick", by=OFFICER, on=cast.jail, at=now, facility="jackson")
    client = cast.client(Role.AUDITOR)

    first = client.get(reverse("audit"), {"action": "tick"})
    second = client.get(reverse("audit") + first.context["older"])

    assert (len(first.context["rows"]), len(second.context["rows"])) == (100, 1)
    assert second.context["older"] == ""


def test_reading_the_audit_is_an_event(cast):
    cast.client(Role.AUDITOR).get(reverse("audit"))

    event = AuditEvent.objects.get(action="read_audit")
    assert event.actor_ref == cast.user(Role.AUDITOR).public_id
