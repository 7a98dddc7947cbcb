"""Who looks again within a quarter of an hour leaves no second event."""

from datetime import timedelta

import pytest

from parloir.audit.looks import SAME_LOOK, Look, record_looks
from parloir.audit.models import AuditEvent
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OFFICER, SUPERVISOR
from tests.factories.subjects import Thing

pytestmark = pytest.mark.django_db

NOW = NINE_ON_MONDAY
A_MOMENT = timedelta(microseconds=1)
CASE = Look(Thing("case00000001"), facility="jackson", person="person000001")


def looked(*looks: Look, by=OFFICER, now=NOW, action="look_at_case") -> int:
    before = AuditEvent.objects.count()
    record_looks(action, looks, by=by, now=now)
    return AuditEvent.objects.count() - before


def test_an_event_says_whose_data_was_looked_at():
    looked(CASE)
    event = AuditEvent.objects.get()
    assert (event.subject_kind, event.subject_ref) == ("Thing", "case00000001")
    assert (event.person_ref, event.facility_ref) == ("person000001", "jackson")


@pytest.mark.parametrize(("later", "events"), [(SAME_LOOK - A_MOMENT, 0), (SAME_LOOK, 1)])
def test_the_same_look_is_recorded_again_after_a_quarter_of_an_hour(later, events):
    assert looked(CASE) == 1
    assert looked(CASE, now=NOW + later) == events


def test_another_person_another_action_and_another_subject_are_other_looks():
    assert looked(CASE) == 1
    assert looked(CASE, by=SUPERVISOR) == 1
    assert looked(CASE, action="look_at_review") == 1
    assert looked(Look(Thing("case00000002"), facility="jackson", person="person000001")) == 1
    assert looked(Look(CASE.on, facility="jackson", person="person000002")) == 1
    assert looked(Look(CASE.on, agency="agency000001", person="person000001")) == 1


def test_what_is_new_among_known_looks_is_recorded():
    looked(CASE)
    other = Look(CASE.on, facility="jackson", person="person000002")
    assert looked(CASE, other) == 1


def test_a_kind_takes_the_place_of_the_class():
    looked(Look(Thing("7"), kind="Inmate"))
    assert AuditEvent.objects.get().subject_kind == "Inmate"
