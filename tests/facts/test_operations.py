"""What each operation does in addition to `configure`, which all of them call."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from parloir.accounts.models import StaffRole, User
from parloir.audit.differences import editable_fields
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Repair
from parloir.changes.models import Change
from parloir.credentials.links import live_link_with_id
from parloir.facilities.models import Closure, Facility
from parloir.facts import guard
from parloir.facts.closures import ClosureFields, close_time, reopen
from parloir.facts.devices import put_in_service
from parloir.facts.edits import Added, Removed
from parloir.facts.facilities import FacilityFields
from parloir.facts.inmates import (
    InmateFields,
    add_inmate,
    cancel_commitment,
    change_inmate,
    change_inmates_pin,
    commit_inmate,
    forbid_visits,
    move_inmate,
    release_inmate,
)
from parloir.facts.relations import approve_visitor, take_off_list
from parloir.facts.staff import AccountFields, add_staff, change_staff, invite_staff
from parloir.notices.models import Notice
from parloir.people.models import Commitment, Inmate
from parloir.people.operations import inmate_pin_hash
from parloir.scheduling.refusals import Rule
from tests.factories.moments import MINUTE, NINE_ON_MONDAY, SECOND, TUESDAY, WEDNESDAY, at
from tests.factories.people import OPERATOR, PIN, make_inmate, make_staff
from tests.factories.places import AreaFactory, StationFactory, make_jail
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

DONE = {"by": OPERATOR, "now": NINE_ON_MONDAY}
TEN_ON_TUESDAY = at(TUESDAY, 10)
PASSWORD = "a-long-quiet-evening"


@pytest.fixture
def jail():
    return make_jail(slug="jackson")


@pytest.fixture
def booking(jail):
    return make_booking(jail, starts_at=TEN_ON_TUESDAY)


@pytest.mark.parametrize(
    ("fields", "model", "apart"),
    [
        (FacilityFields, Facility, set()),
        (InmateFields, Inmate, set()),
        (ClosureFields, Closure, set()),
        (AccountFields, User, {"password", "last_login"}),
    ],
)
def test_an_operation_takes_every_field_that_people_decide_about(fields, model, apart):
    assert set(fields.__annotations__) == set(editable_fields(model)) - apart


def newcomer(jail):
    return Inmate(
        facility=jail, area=jail.areas.get(), master_id="1", first_name="Ann", last_name="Low"
    )


@pytest.mark.parametrize("pin", ["482916", "48291673"])
def test_somebody_new_signs_in_with_a_pin_of_six_to_eight_digits(jail, pin):
    inmate = newcomer(jail)
    add_inmate(inmate=inmate, pin=pin, **DONE)
    assert Inmate.objects.get().pin_hash == inmate_pin_hash(inmate, pin)


@pytest.mark.parametrize(
    "pin", ["", "48291", "482916735", "4829a6", "482916\n", "777777", "000001"]
)
def test_another_pin_is_refused_and_nobody_is_added(jail, pin):
    with pytest.raises(ValidationError):
        add_inmate(inmate=newcomer(jail), pin=pin, **DONE)
    assert not Inmate.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_refused_pin_leaves_the_one_there_is(jail):
    inmate = make_inmate(jail)
    with pytest.raises(ValidationError):
        change_inmates_pin(inmate=inmate, pin="48291", **DONE)
    inmate.refresh_from_db()
    assert inmate.pin_hash == inmate_pin_hash(inmate, PIN)


def test_a_number_that_ends_like_the_pin_makes_it_weak(jail):
    inmate = make_inmate(jail)
    assert inmate.pin_is_weak is False
    change_inmate(inmate=inmate, master_id=f"A-{PIN}", **DONE)
    inmate.refresh_from_db()
    assert inmate.pin_is_weak is True


def test_who_moves_keeps_visits_where_the_new_area_has_a_station_free(jail, booking):
    area = AreaFactory(facility=jail)
    station = StationFactory(area=area)
    impact = move_inmate(inmate=booking.inmate, area=area, **DONE)
    assert [one.station for one in impact.repaired.reassigned] == [station]


def test_who_moves_to_an_area_without_stations_needs_new_times(jail, booking):
    impact = move_inmate(inmate=booking.inmate, area=AreaFactory(facility=jail), **DONE)
    assert [one.pk for one in impact.repaired.displaced] == [booking.pk]


def test_a_release_is_on_record_and_happens_once(booking):
    release_inmate(inmate=booking.inmate, **DONE)
    assert release_inmate(inmate=booking.inmate, **DONE).is_empty
    event = AuditEvent.objects.get(action="configure_change")
    assert (event.details["before"], event.details["after"]) == ("status: held", "status: released")
    assert Repair.objects.get().rule == Rule.INMATE_UNAVAILABLE


@pytest.mark.parametrize(
    ("until", "displaced"), [(TUESDAY - timedelta(days=1), 0), (TUESDAY, 1), (WEDNESDAY, 1)]
)
def test_no_visits_until_a_day_and_including_it(booking, until, displaced):
    impact = forbid_visits(inmate=booking.inmate, until=until, **DONE)
    assert len(impact.repaired.displaced) == displaced


@pytest.mark.parametrize(("ends_at", "displaced"), [(TEN_ON_TUESDAY, 0), (at(TUESDAY, 10, 5), 1)])
def test_a_commitment_displaces_what_it_touches(booking, ends_at, displaced):
    commitment, impact = commit_inmate(
        inmate=booking.inmate, kind=Commitment.Kind.COURT, starts_at=at(TUESDAY, 8),
        ends_at=ends_at, **DONE,
    )  # fmt: skip
    assert len(impact.repaired.displaced) == displaced
    cancel_commitment(commitment=commitment, **DONE)
    assert not Commitment.objects.exists()


def test_a_name_taken_off_a_list_displaces_where_lists_are_kept(jail, booking):
    pair = {"inmate": booking.inmate, "visitor": booking.visitor}
    entry, _ = approve_visitor(**pair, **DONE)
    Facility.objects.update(keeps_visitor_lists=True)
    impact = take_off_list(entry=entry, **DONE)
    assert [one.pk for one in impact.repaired.displaced] == [booking.pk]


def test_service_changes_once_and_is_told():
    station = StationFactory()
    for _ in range(2):
        put_in_service(device=station, in_service=False, **DONE)
    station.refresh_from_db()
    assert station.in_service is False
    assert Change.objects.filter(topic=f"station:{station.public_id}").count() == 1
    event = AuditEvent.objects.get(action="set_in_service")
    assert (event.outcome, event.facility_ref) == ("out_of_service", station.facility.slug)


@pytest.mark.parametrize(
    ("after", "left"),
    [(-SECOND, None), (0 * SECOND, None), (SECOND, SECOND), (30 * MINUTE - SECOND,) * 2],
)
def test_time_that_opens_again_before_it_was_closed_was_never_closed(jail, after, left):
    closure, _ = close_time(
        facility=jail, starts_at=TEN_ON_TUESDAY, ends_at=TEN_ON_TUESDAY + 30 * MINUTE,
        reason="Count", **DONE,
    )  # fmt: skip
    assert reopen(closure=closure, by=OPERATOR, now=TEN_ON_TUESDAY + after)
    ends = [TEN_ON_TUESDAY + left] if left else []
    assert list(Closure.objects.values_list("ends_at", flat=True)) == ends
    assert AuditEvent.objects.filter(action="reopen").count() == 1


def test_time_that_is_open_already_is_not_opened_again(jail):
    closure, _ = close_time(
        facility=jail, starts_at=TEN_ON_TUESDAY, ends_at=at(TUESDAY, 11), reason="Count", **DONE
    )
    assert not reopen(closure=closure, by=OPERATOR, now=at(TUESDAY, 11))
    assert not AuditEvent.objects.filter(action="reopen").exists()


def test_an_account_has_a_plain_address_a_password_and_roles(jail):
    user = User(email=" Dana@Example.org ", full_name="Dana Reyes")
    role = StaffRole(user=user, role="officer", facility_slug=jail.slug)
    add_staff(user=user, password=PASSWORD, roles=[Added(role)], **DONE)
    dana = User.objects.get(email="dana@example.org")
    assert dana.check_password(PASSWORD)
    assert dana.roles.get().role == "officer"


def test_an_invited_account_has_no_password_until_its_owner_chooses_one(jail):
    user = User(email=" Dana@Example.org ", full_name="Dana Reyes")
    role = StaffRole(user=user, role="officer", facility_slug=jail.slug)
    invite_staff(user=user, roles=[Added(role)], **DONE)
    dana = User.objects.get(email="dana@example.org")
    assert not dana.has_usable_password()
    notice = Notice.objects.get()
    assert (notice.kind, notice.email) == ("staff_invitation", "dana@example.org")
    assert live_link_with_id(notice.params["link"], now=DONE["now"]).user == dana


@pytest.mark.parametrize("password", ["", "short", "12345678901234"])
def test_an_account_needs_a_password_that_nobody_guesses(password):
    with pytest.raises(ValidationError):
        add_staff(user=User(email="dana@example.org"), password=password, **DONE)
    assert not User.objects.exists()


def test_an_account_is_closed_whatever_else_is_wrong_with_it(jail):
    """This account has never had a password."""
    dana = make_staff("officer", jail)
    change_staff(user=dana, is_active=False, **DONE)
    assert not User.objects.get(pk=dana.pk).is_active
    with pytest.raises(ValidationError):
        change_staff(user=dana, email="no address", **DONE)


def test_a_role_goes_and_the_password_stays(jail):
    dana = make_staff("officer", jail)
    add_password = {"password": PASSWORD}
    change_staff(user=dana, **add_password, **DONE)
    change_staff(user=dana, roles=[Removed(dana.roles.get())], is_active=False, **DONE)
    dana.refresh_from_db()
    assert dana.check_password(PASSWORD)
    assert (dana.is_active, dana.roles.count()) == (False, 0)
    assert PASSWORD not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize("debug", [True, False])
def test_the_guard_stands_in_development_and_costs_nothing_in_service(settings, monkeypatch, debug):
    settings.DEBUG = debug
    watched = []
    monkeypatch.setattr(guard, "watch_all_connections", lambda: watched.append(True))
    apps.get_app_config("facts").ready()
    assert bool(watched) == debug
