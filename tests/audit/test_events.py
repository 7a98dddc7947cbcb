import pytest

from parloir.audit.actors import CLOCK, Actor
from parloir.audit.models import AuditEvent
from parloir.audit.operations import record
from parloir.facilities.models import Facility
from tests.factories.places import FacilityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(now) -> AuditEvent:
    facility = FacilityFactory()
    record("open", by=CLOCK, on=facility, at=now, facility=facility.slug, outcome="done", count=3)
    return AuditEvent.objects.get()


def test_an_event_says_who_what_on_what_when_and_how_it_came_out(event, now):
    assert (event.actor_kind, event.actor_ref) == ("clock", "")
    assert (event.action, event.outcome, event.details) == ("open", "done", {"count": 3})
    assert (event.subject_kind, event.subject_ref) == ("Facility", event.facility_ref)
    assert event.at == now


def test_an_event_is_never_changed(event):
    event.outcome = "undone"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        AuditEvent.objects.update(outcome="undone")
    with pytest.raises(TypeError):
        AuditEvent.objects.bulk_update([event], ["outcome"])
    assert AuditEvent.objects.get().outcome == "done"


def test_an_event_is_never_deleted(event):
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        AuditEvent.objects.all().delete()
    assert AuditEvent.objects.count() == 1


def test_an_event_outlives_what_it_speaks_of(event):
    Facility.objects.all().delete()
    assert AuditEvent.objects.count() == 1


def test_an_actor_is_named_by_kind_and_reference():
    assert str(Actor("staff", "0123456789ab")) == "staff:0123456789ab"
