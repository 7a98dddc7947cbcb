"""Nothing sensitive is shown whose event cannot be written."""

import pytest
from django.db import DatabaseError
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from tests.factories.people import make_inmate


@pytest.fixture
def inmate(cast):
    return make_inmate(cast.jail, last_name="Quillon")


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


def test_a_search_is_on_record_without_what_was_typed(cast, inmate):
    cast.client(Role.OFFICER).get(reverse("people"), {"text": "Quillon"})
    (event,) = events("search_people")
    assert event.details == {"found": inmate.public_id}
    assert event.agency_ref == cast.jail.agency.public_id


def test_an_empty_search_is_none(cast):
    cast.client(Role.OFFICER).get(reverse("people"))
    assert events("search_people") == []


def test_an_export_is_on_record(cast):
    client = cast.client(Role.SUPERVISOR)
    client.get(reverse("coverage"))
    assert events("export_coverage") == []
    client.get(reverse("coverage"), {"format": "csv", "first": "2026-05-01", "last": "2026-05-02"})
    (event,) = events("export_coverage")
    assert event.facility_ref == cast.jail.slug
    assert event.details["days"] == "2026-05-01 2026-05-02"


@pytest.mark.parametrize("fails", ["bulk_create", "save"])
def test_nothing_is_shown_whose_event_cannot_be_written(cast, inmate, monkeypatch, fails):
    client = cast.client(Role.OFFICER)
    client.raise_request_exception = False

    def fail(*args, **kwargs):
        raise DatabaseError("no disk")

    if fails == "save":
        monkeypatch.setattr(AuditEvent, "save", fail)
        address = reverse("people") + "?text=Quillon"
    else:
        monkeypatch.setattr("parloir.audit.models.AppendOnly.bulk_create", fail)
        address = reverse("staff_inmate", args=[inmate.public_id])
    page = client.get(address)
    assert page.status_code == 500
    assert b"Quillon" not in page.content
