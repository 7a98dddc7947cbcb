"""Everybody who may come to a socket, added to the scene of `tests/realtime` and its visit."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from parloir.accounts.models import Role, User
from parloir.bookings.models import Booking
from parloir.bookings.operations import book
from parloir.facilities.enrolment import COOKIE_OF, DeviceKind, enrol_with_token
from parloir.facilities.models import Facility, Monitor, Station, VisitKind
from parloir.people.models import IdentityRequest, Visitor
from parloir.visits.models import Visit
from tests.access.actors import (
    COMPANION,
    MONITOR,
    MONITOR_ELSEWHERE,
    NOBODY,
    OWNER,
    STAFF_ELSEWHERE,
    STAFF_HERE,
    STATION,
    STRANGER,
    SUPERUSER,
    Actor,
)
from tests.access.socket_table import Names
from tests.factories.companions import allow_parties
from tests.factories.people import (
    OFFICER,
    PIN,
    DocumentState,
    UserFactory,
    as_visitor,
    make_inmate,
    make_staff,
    make_visitor,
    set_identity,
)
from tests.factories.places import AgencyFactory, make_round_the_clock
from tests.factories.visits import make_live, request_for
from tests.realtime.conftest import MONITOR_TOKEN, STATION_TOKEN, Scene
from tests.realtime.watching import session_of

MONITOR_ELSEWHERE_TOKEN, STATION_ELSEWHERE_TOKEN = "monitor-3", "station-2"


@dataclass(frozen=True)
class Everybody:
    """`cookies` are what each actor's browser has. The strangers have devices and a booking too."""

    cookies: dict[Actor, dict[str, str]]
    remote: Booking
    elsewhere: Facility
    stranger_s_remote: Booking


def everybody_at(scene: Scene) -> Everybody:
    elsewhere = make_round_the_clock(
        monitors=1, stations=1, agency=AgencyFactory.create(name="Clay County")
    )
    allow_parties(scene.facility, (2, 0))
    companion, stranger = make_visitor(), make_visitor(first_name="Otto")
    IdentityRequest.objects.filter(visitor=stranger).update(agency=elsewhere.agency)
    set_identity(stranger, DocumentState.APPROVED, agency=elsewhere.agency)
    users = {
        OWNER: scene.visitor.user,
        COMPANION: companion.user,
        STRANGER: stranger.user,
        SUPERUSER: UserFactory.create(is_staff=True, is_superuser=True),
        **{actor: _hired(actor, scene.facility) for actor in STAFF_HERE.values()},
        **{actor: _hired(actor, elsewhere) for actor in STAFF_ELSEWHERE.values()},
    }
    for token, device in (
        (MONITOR_ELSEWHERE_TOKEN, elsewhere.monitors.get()),
        (STATION_ELSEWHERE_TOKEN, elsewhere.areas.get().stations.get()),
    ):
        enrol_with_token(token=token, device=device, by=OFFICER, now=timezone.now())
    cookies = {actor: session_of(user) for actor, user in users.items()}
    cookies |= {
        NOBODY: {},
        MONITOR: as_monitor(MONITOR_TOKEN),
        MONITOR_ELSEWHERE: as_monitor(MONITOR_ELSEWHERE_TOKEN),
        STATION: as_station(STATION_TOKEN),
    }
    return Everybody(
        cookies=cookies,
        remote=_book_remotely(scene.facility, scene.visitor, companion),
        elsewhere=elsewhere,
        stranger_s_remote=_book_remotely(elsewhere, stranger),
    )


def names_of(scene: Scene, everybody: Everybody) -> Names:
    """Bring the scene's visit live, and return what can be named of it."""
    visit = make_live(scene.booking, now=timezone.now())
    monitor = scene.facility.monitors.last()
    assert monitor is not None
    Monitor.objects.filter(pk=monitor.pk).update(asked_for_staff_at=timezone.now())
    officer = User.objects.get(full_name=_name_of(STAFF_HERE[Role.OFFICER]))
    return Names(
        visit=visit.public_id,
        visitor=scene.visitor.public_id,
        officer=officer.public_id,
        device=monitor.public_id,
        pin=scene.pin,
        master_id=scene.inmate.master_id,
        inmate_pin=PIN,
        ends_at=visit.booking.ends_at,
    )


def as_monitor(token: str) -> dict[str, str]:
    return {COOKIE_OF[DeviceKind.MONITOR]: token}


def as_station(token: str) -> dict[str, str]:
    return {COOKIE_OF[DeviceKind.STATION]: token}


def state_of(visit_id: str) -> list[list[dict[str, object]]]:
    """Return all that an intent about this visit, or a device of its facility, could change."""
    visits = Visit.objects.filter(public_id=visit_id)
    visit = visits.select_related("facility").get()
    rows: list[QuerySet[Any]] = [
        visits,
        Booking.objects.filter(pk=visit.booking_id),
        Monitor.objects.filter(facility=visit.facility),
        Station.objects.filter(area__facility=visit.facility),
    ]
    rows += [
        one.related_model._base_manager.filter(**{one.field.name: visit})
        for one in Visit._meta.related_objects
    ]
    return [list(found.order_by("pk").values()) for found in rows]


def _hired(actor: Actor, facility: Facility) -> User:
    assert actor.role is not None
    return make_staff(actor.role, facility, full_name=_name_of(actor))


def _name_of(actor: Actor) -> str:
    return f"Dana {actor}"


def _book_remotely(facility: Facility, visitor: Visitor, *adults: Visitor) -> Booking:
    now = timezone.now()
    ahead = now + timedelta(hours=3)
    return book(
        booking_request=request_for(
            facility, visitor=visitor, inmate=make_inmate(facility), kind=VisitKind.REMOTE,
            adults=adults,
        ),
        starts_at=ahead.replace(second=0, microsecond=0) - timedelta(minutes=ahead.minute % 5),
        by=as_visitor(visitor),
        now=now,
    )  # fmt: skip
