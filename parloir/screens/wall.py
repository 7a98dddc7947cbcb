"""The officers' wall: live visits, and who waits, is due or did not come."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Prefetch

from parloir.accounts.screen_locks import Lock
from parloir.bookings.queries import adults_of, party_of, visitors_in_short
from parloir.bookings.texts.wording import say_everybody
from parloir.facilities.models import Facility
from parloir.people.models import Minor, Visitor
from parloir.protocol.screens.screen import SideDevices
from parloir.protocol.screens.wall import (
    FacilityServed,
    Ground,
    LockWord,
    ReadyMessage,
    Tile,
    VisitorPresent,
    WallScreen,
)
from parloir.sanctions.catalogue import grounds_by_facility
from parloir.sanctions.models import Violation
from parloir.screens import wall_column
from parloir.screens.devices_sent import side_devices
from parloir.screens.locked_presses import pressed_while_locked
from parloir.screens.wall_detail import detail, names_of
from parloir.sides import Side
from parloir.text_lines.policies import has_text_line
from parloir.visits.legs import OFFICER, VOICE, SentDevices, console_of, devices_in
from parloir.visits.models import Admission, Leg, OnDuty, PausedFor, Visit
from parloir.visits.ready_messages import READY_MESSAGES
from parloir.visits.states import AdmissionState

_LOCK_WORDS: Mapping[Lock, LockWord] = {
    Lock.OPEN: "open",
    Lock.SOON: "soon",
    Lock.IDLE: "idle",
    Lock.AGE: "age",
}
_PEOPLE = (
    "facility",
    "booking__visitor",
    "booking__inmate__area",
    "booking__monitor",
    "booking__station",
)


def wall_screen(
    *,
    facilities: Iterable[str],
    opened: str | None,
    notice: str | None,
    connection: str,
    officer: str,
    now: datetime,
    lock: Lock = Lock.OPEN,
) -> WallScreen:
    """Return the wall's screen. `officer` and `connection` are its own: only others are listed
    as watching. A locked screen has the live visits alone, none of them opened.
    """
    served = list(Facility.objects.filter(slug__in=list(facilities)))
    visits = _open_visits(served)
    live = [visit for visit in visits if visit.is_live]
    waiting = [visit for visit in visits if not visit.is_live]
    beside, messages = (served, READY_MESSAGES) if not lock.is_locked else ([], {})
    opened = None if lock.is_locked else opened
    return WallScreen(
        officer=officer,
        facilities=[FacilityServed(slug=one.slug, name=one.name) for one in served],
        tiles=_tiles(live, served, opened=opened, connection=connection, officer=officer),
        waiting=[wall_column.waiting(visit) for visit in waiting if beside],
        soon=wall_column.soon(beside, now=now),
        not_held=wall_column.not_held(beside, now=now),
        calls=wall_column.calls(beside),
        on_duty=wall_column.on_duty(beside, now=now),
        unconfirmed=wall_column.unconfirmed(served, now=now),
        grounds=_grounds(served),
        messages=[ReadyMessage(code=code, text=str(text)) for code, text in messages.items()],
        detail=detail(
            next((one for one in live if one.public_id == opened), None), facilities=served
        ),
        lock=_LOCK_WORDS[lock],
        pressed=pressed_while_locked(officer, facilities=beside),
        notice=notice,
    )


def _grounds(facilities: list[Facility]) -> dict[str, list[Ground]]:
    return {
        slug: [Ground(code=one.code, text=one.text) for one in grounds]
        for slug, grounds in grounds_by_facility(facilities).items()
    }


def _open_visits(facilities: list[Facility]) -> list[Visit]:
    current = Admission.objects.exclude(state=AdmissionState.LEFT)
    return list(
        Visit.objects.still_open()
        .filter(facility__in=facilities)
        .select_related(*_PEOPLE)
        .prefetch_related(
            Prefetch("admissions", queryset=current, to_attr="current_admissions"),
            "booking__companions",
        )
        .order_by("started_at", "id")
    )


def _is_here(visit: Visit, side: Side) -> bool:
    return any(
        one.side == side and one.connection != ""
        for one in visit.current_admissions  # type: ignore[attr-defined]
    )


def _tiles(
    visits: list[Visit],
    served: list[Facility],
    *,
    opened: str | None,
    connection: str,
    officer: str,
) -> list[Tile]:
    watchers, speakers = _officers_in(visits, excluding=connection)
    devices = devices_in(visits)
    violations = _violations_of(visits, served)
    assigned_officers = names_of(visit.assigned_officer_ref for visit in visits)
    return [
        Tile(
            visit=visit.public_id,
            facility=visit.facility.slug,
            area=visit.booking.inmate.area.name,
            kind=visit.booking.kind,
            kind_text=visit.booking.get_kind_display(),
            is_make_up=visit.booking.made_from_id is not None,
            visitor=visitors_in_short(visit.booking),
            visitors=[_visitor(person) for person in party_of(visit.booking)],
            inmate=visit.booking.inmate.full_name,
            names=say_everybody(visit.booking),
            visitor_here=_is_here(visit, Side.VISITOR),
            inmate_here=_is_here(visit, Side.INMATE),
            started_at=visit.started_at or visit.opened_at,
            ends_at=visit.ends_at,
            clock_stopped_at=visit.clock_stopped_at,
            paused=str(PausedFor(visit.paused_for).label) if visit.is_paused else None,
            muted=[side for side in Side if visit.is_muted(side)],
            visitor_devices=_devices(devices, visit, Side.VISITOR),
            inmate_devices=_devices(devices, visit, Side.INMATE),
            writes=has_text_line(visit.booking),
            warnings=visit.warnings,
            assigned_officer=assigned_officers.get(visit.assigned_officer_ref),
            assigned_officer_ref=visit.assigned_officer_ref,
            awaits_you=visit.assigned_officer_ref == officer
            and visit.assignment_accepted_at is None,
            went_unwatched=visit.went_unwatched,
            unseen_after_minutes=visit.facility.unseen_minutes,
            last_seen_at=visit.seen_at,
            watched_by=watchers.get(visit.pk, []),
            spoken_by=speakers.get(visit.pk),
            violations=violations[visit.pk],
            opened=visit.public_id == opened,
        )
        for visit in visits
    ]


def _visitor(person: Visitor | Minor) -> VisitorPresent:
    """A child can be addressed, but is not responsible for a violation: an adult is."""
    return VisitorPresent(
        person=person.public_id, name=person.full_name, is_child=isinstance(person, Minor)
    )


def _officers_in(
    visits: list[Visit], *, excluding: str
) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Return by visit the names of officers who watch it on other consoles, and who speaks."""
    legs = Leg.objects.filter(
        visit__in=visits, role__in=[OFFICER, VOICE], closed_at__isnull=True
    ).exclude(role=OFFICER, owner=excluding)
    names = dict(OnDuty.objects.values_list("connection", "officer_name"))
    watching: dict[int, list[str]] = {}
    speaking: dict[int, str] = {}
    for visit_id, role, owner in legs.values_list("visit_id", "role", "owner"):
        name = names.get(console_of(owner))
        if name is None:
            continue
        if role == VOICE:
            speaking[visit_id] = name
        elif name not in watching.setdefault(visit_id, []):
            watching[visit_id].append(name)
    return watching, speaking


def _devices(
    devices: Mapping[tuple[int, str], SentDevices], visit: Visit, side: Side
) -> SideDevices:
    return side_devices(devices.get((visit.pk, side), SentDevices()))


def _violations_of(visits: list[Visit], facilities: list[Facility]) -> Counter[int]:
    """Return how many upheld violations at these facilities the people in each visit have, with
    two queries."""
    upheld = Violation.objects.filter(state=Violation.State.UPHELD, facility__in=facilities)
    adults = {visit.pk: [one.pk for one in adults_of(visit.booking)] for visit in visits}
    of_visitors = Counter(
        upheld.filter(
            by_visitor=True, visitor__in={one for ones in adults.values() for one in ones}
        ).values_list("visitor_id", flat=True)
    )
    of_inmates = Counter(
        upheld.filter(
            by_inmate=True, inmate__in=[visit.booking.inmate_id for visit in visits]
        ).values_list("inmate_id", flat=True)
    )
    return Counter(
        {
            visit.pk: sum(of_visitors[one] for one in adults[visit.pk])
            + of_inmates[visit.booking.inmate_id]
            for visit in visits
        }
    )
