"""Everything that the administration saves or deletes goes through an operation."""

import pytest
import time_machine
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking
from parloir.clients.models import ApiClient
from parloir.facilities.models import Area, Monitor, Station
from parloir.facts.edits import FactGone
from parloir.facts.fact_models import FACTS
from parloir.facts.guard import FactWrittenOutside
from parloir.people.models import ApprovedVisitor, Separation
from parloir.web.admin_site import facts
from parloir.web.admin_site.facts import FactAdmin
from parloir.web.admin_site.shown import ShownAdmin
from tests.factories.moments import TUESDAY, at
from tests.factories.people import make_inmate, make_staff
from tests.factories.places import AreaFactory, make_jail
from tests.factories.sign_ins import signed_in
from tests.factories.visits import make_booking
from tests.web.admin_site.test_configuration import form_of

pytestmark = pytest.mark.django_db

NEEDS_A_NEW_TIME = "1 booking needs a new time; its visitor is told."


@pytest.fixture
def jail():
    return make_jail(slug="jackson", keeps_visitor_lists=True)


@pytest.fixture
def client(jail, now):
    with time_machine.travel(now, tick=False):
        yield signed_in(make_staff(Role.ADMINISTRATOR, jail, is_staff=True, is_superuser=True))


@pytest.fixture
def booking(jail):
    """Return a booking whose visitor is on the list, as required."""
    return make_approved(jail)


def make_approved(jail) -> Booking:
    jail.keeps_visitor_lists = False
    jail.save()
    booking = make_booking(jail, starts_at=at(TUESDAY, 10))
    jail.keeps_visitor_lists = True
    jail.save()
    ApprovedVisitor.objects.create(inmate=booking.inmate, visitor=booking.visitor)
    return booking


def events(action):
    return AuditEvent.objects.filter(action=action)


def test_names_deleted_together_are_each_on_record_and_followed(client, jail):
    bookings = [make_approved(jail) for _ in range(2)]
    address = reverse("admin:people_approvedvisitor_changelist")
    keys = list(ApprovedVisitor.objects.values_list("pk", flat=True))
    data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}

    page = client.post(address, data, follow=True)

    assert not ApprovedVisitor.objects.exists()
    assert events("configure_delete").count() == 2
    assert page.content.decode().count(NEEDS_A_NEW_TIME) == 2
    assert not any(one.is_open for one in Booking.objects.filter(pk__in=[b.pk for b in bookings]))


def test_names_deleted_together_stay_together_if_one_cannot_go(client, jail, monkeypatch):
    """The second operation fails, and rolls back the first."""
    for _ in range(2):
        make_approved(jail)
    done = []

    def configure_once(*edits, **fields):
        if done:
            raise ZeroDivisionError
        done.append(configure(*edits, **fields))
        return done[0]

    configure = facts.configure
    monkeypatch.setattr(facts, "configure", configure_once)
    keys = list(ApprovedVisitor.objects.values_list("pk", flat=True))
    data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    with pytest.raises(ZeroDivisionError):
        client.post(reverse("admin:people_approvedvisitor_changelist"), data)
    assert ApprovedVisitor.objects.count() == 2
    assert not events("configure_delete").exists()


def test_one_name_deleted_is_on_record_once_and_followed(client, booking):
    entry = ApprovedVisitor.objects.get()
    address = reverse("admin:people_approvedvisitor_delete", args=[entry.pk])

    page = client.post(address, {"post": "yes"}, follow=True)

    assert events("configure_delete").get().subject_ref == entry.public_id
    assert NEEDS_A_NEW_TIME in page.content.decode()


def test_stations_of_an_area_that_rest_are_followed(client, jail, booking):
    """They are rows on the page of their area."""
    area = jail.areas.get()
    address = reverse("admin:facilities_area_change", args=[area.pk])
    data = form_of(client.get(address))
    rest = {f"stations-{number}-in_service": "" for number in range(area.stations.count())}

    page = client.post(address, data | rest, follow=True)

    assert not Station.objects.filter(in_service=True).exists()
    assert NEEDS_A_NEW_TIME in page.content.decode()
    assert events("configure_change").get().details["what"].count("changed station in service") == 6


def test_hours_deleted_on_the_page_of_a_facility_are_followed(client, jail, booking):
    address = reverse("admin:facilities_facility_change", args=[jail.pk])
    data = form_of(client.get(address))
    on_tuesday = jail.hours.get(kind="onsite", weekday=TUESDAY.weekday())
    (row,) = [key for key, value in data.items() if value == str(on_tuesday.pk) and "hours" in key]

    page = client.post(address, data | {row.replace("-id", "-DELETE"): "on"}, follow=True)

    assert NEEDS_A_NEW_TIME in page.content.decode()
    assert events("configure_change").get().details["what"] == "deleted visiting hours"
    assert not jail.hours.filter(pk=on_tuesday.pk).exists()


def test_monitors_added_and_deleted_on_one_page_are_one_event(client, jail):
    address = reverse("admin:facilities_facility_change", args=[jail.pk])
    data = form_of(client.get(address)) | {"monitors-TOTAL_FORMS": "5", "monitors-0-DELETE": "on"}
    data |= {"monitors-4-name": "Monitor new", "monitors-4-in_service": "on"}

    assert client.post(address, data).status_code == 302

    assert jail.monitors.count() == 4
    what = events("configure_change").get().details["what"]
    assert what == "deleted monitor; added monitor"


def test_a_page_saved_as_it_was_is_no_event(client, jail):
    address = reverse("admin:facilities_area_change", args=[jail.areas.get().pk])
    data = form_of(client.get(address))
    data |= {f"stations-{number}-in_service": "on" for number in range(6)}

    assert client.post(address, data).status_code == 302
    assert not events("configure_change").exists()


def test_two_to_be_separated_are_changed_in_either_order(client, jail):
    first, second, third = (make_inmate(jail) for _ in range(3))
    pair = Separation.objects.create(first=second, second=third, reason="They fought.")
    address = reverse("admin:people_separation_change", args=[pair.pk])

    sent = {"first": third.pk, "second": first.pk, "reason": "They fought."}
    assert client.post(address, sent).status_code == 302

    pair.refresh_from_db()
    assert (pair.first, pair.second) == (first, third)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (ValidationError("It does not fit any more."), "It does not fit any more."),
        (FactGone(), "Somebody else has deleted it in the meantime. Nothing was saved."),
    ],
)
def test_what_was_changed_meanwhile_is_said(client, jail, monkeypatch, refusal, words):
    def refuse(*edits, **fields):
        raise refusal

    monkeypatch.setattr(facts, "configure", refuse)
    address = reverse("admin:facilities_area_add")
    sent = {
        "facility": jail.pk, "name": "North", "stations-TOTAL_FORMS": "0",
        "stations-INITIAL_FORMS": "0",
    }  # fmt: skip
    page = client.post(address, sent, follow=True)
    assert words in page.content.decode()
    assert not Area.objects.filter(name="North").exists()


def test_a_page_that_saves_by_itself_is_refused(client, jail, monkeypatch):
    """Use Django's own `save_model`, like a page that forgets the operations."""
    monkeypatch.setattr(FactAdmin, "save_model", admin.ModelAdmin.save_model)
    monitor = jail.monitors.first()
    address = reverse("admin:facilities_monitor_change", args=[monitor.pk])
    with pytest.raises(FactWrittenOutside):
        client.post(address, {"facility": jail.pk, "name": "Other"})


def test_a_deletion_that_goes_around_operations_is_refused(client, jail, monkeypatch):
    monkeypatch.setattr(FactAdmin, "delete_queryset", admin.ModelAdmin.delete_queryset)
    address = reverse("admin:facilities_monitor_changelist")
    keys = [jail.monitors.first().pk]
    sent = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    with pytest.raises(FactWrittenOutside), transaction.atomic():
        client.post(address, sent)
    assert Monitor.objects.count() == 4


def test_each_page_that_can_be_changed_is_of_facts_and_of_the_programs():
    for model, page in admin.site._registry.items():
        if isinstance(page, ShownAdmin) or model is ApiClient:
            continue
        assert isinstance(page, FactAdmin), model
        assert model in FACTS
        assert {inline.model for inline in page.inlines} <= set(FACTS)


def test_pages_that_only_show_are_of_no_facts():
    shown = {model for model, page in admin.site._registry.items() if isinstance(page, ShownAdmin)}
    assert shown & set(FACTS) == set()


def test_an_area_without_inmates_is_deleted(client, jail):
    area = AreaFactory(facility=jail)
    address = reverse("admin:facilities_area_delete", args=[area.pk])
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not Area.objects.filter(pk=area.pk).exists()
    assert events("configure_delete").get().details["before"] == "facility: jackson, name: " + (
        area.name
    )
