"""Media legs as rows: committed before the media server is asked for them."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parloir.accounts.sign_ins import standing_among, standing_sign_in
from parloir.sides import Side
from parloir.visits.changes import append_visit_change
from parloir.visits.models import Admission, DeviceState, Leg, Visit
from parloir.visits.operations import lock_visit
from parloir.visits.states import ADMISSION_TRANSITIONS, AdmissionState, VisitState

OFFICER = "officer"
VOICE = "voice"
"""The leg of an officer who speaks to both sides, in addition to the one that watches."""

_OF_A_VOICE = f".{VOICE}"


class MayNotConnect(Exception):
    """No leg may be opened: the side is not ready, the visit is over, or its person signed out."""


@dataclass(frozen=True, slots=True)
class NewLeg:
    leg: Leg
    visit: Visit
    left_over: tuple[int, ...]
    """Session ids of this owner's earlier legs, to be closed on the media server."""


@dataclass(frozen=True, slots=True)
class SentDevices:
    """The devices that a side sends with."""

    camera: DeviceState = DeviceState.ON
    microphone: DeviceState = DeviceState.ON
    signs: bool = False
    """Whether the person signs, so that the picture comes before the sound."""


@dataclass(frozen=True, slots=True)
class OpenFeed:
    """A published feed. The other side may receive it since `asked_for_at`.

    That is when its gate was opened or the visit began, whichever was later. `has_begun` says
    whether its gate is open, `passes` whether others may receive it now.
    """

    role: str
    asked_for_at: datetime
    has_begun: bool
    passes: bool


def open_side_leg(*, admission: Admission, sign_in: str, now: datetime) -> NewLeg:
    """Open the next generation of a side's leg, if it is ready or can become so in one step.

    `sign_in` is empty for a device of the facility. The gate of a leg that is opened before its
    side begins stays closed until then. Raises MayNotConnect.
    """
    with transaction.atomic():
        lock_visit(admission.visit)
        fresh = Admission.objects.select_related("visit").get(pk=admission.pk)
        if not _could_begin(AdmissionState(fresh.state)) or not fresh.visit.is_open:
            raise MayNotConnect
        return _open(
            fresh.visit,
            role=fresh.side,
            owner=fresh.public_id,
            sign_in=sign_in,
            now=now,
            gate_is_open=fresh.state == AdmissionState.READY,
        )


def must_be_almost_ready(*, admission: Admission) -> Visit:
    """Return the visit as it is now.

    Raises MayNotConnect unless this side is ready, or can become so in one step, and the visit has
    not ended.
    """
    fresh = Admission.objects.select_related("visit").get(pk=admission.pk)
    if not _could_begin(AdmissionState(fresh.state)) or not fresh.visit.is_open:
        raise MayNotConnect
    return fresh.visit


def must_be_ready(*, admission: Admission) -> Visit:
    """Return the visit as it is now.

    Raises MayNotConnect unless this side is ready and the visit has not ended.
    """
    fresh = Admission.objects.select_related("visit").get(pk=admission.pk)
    if fresh.state != AdmissionState.READY or not fresh.visit.is_open:
        raise MayNotConnect
    return fresh.visit


def _could_begin(state: AdmissionState) -> bool:
    return state == AdmissionState.READY or AdmissionState.READY in ADMISSION_TRANSITIONS[state]


def side_may_connect_until(*, admission: Admission, sign_in: str) -> datetime:
    """Return when the visit ends to which this side may open a leg now. Raises MayNotConnect."""
    visit = must_be_almost_ready(admission=admission)
    _must_stand(sign_in)
    return visit.ends_at


def officer_may_connect_until(*, visit: str, facilities: Iterable[str], sign_in: str) -> datetime:
    """Return when the live visit with this public id ends. Raises MayNotConnect unless it is at
    these facilities."""
    found = Visit.objects.filter(public_id=visit, facility__slug__in=list(facilities)).first()
    if found is None or not found.is_live:
        raise MayNotConnect
    _must_stand(sign_in)
    return found.ends_at


def open_officer_leg(
    *, visit: str, facilities: Iterable[str], connection: str, sign_in: str, now: datetime
) -> NewLeg:
    """Open a leg that receives and never publishes.

    Raises MayNotConnect unless `visit` is the public id of a live visit at these facilities.
    """
    found = Visit.objects.filter(public_id=visit, facility__slug__in=list(facilities)).first()
    if found is None:
        raise MayNotConnect
    with transaction.atomic():
        fresh = lock_visit(found)
        if not fresh.is_live:
            raise MayNotConnect
        return _open(fresh, role=OFFICER, owner=connection, sign_in=sign_in, now=now)


def open_voice_leg(*, visit: Visit, connection: str, sign_in: str, now: datetime) -> NewLeg:
    """Open a leg for an officer's voice, in a transaction that has locked the live visit.

    Raises MayNotConnect while another officer speaks.
    """
    owner = connection + _OF_A_VOICE
    others = Leg.objects.filter(visit=visit, role=VOICE, closed_at__isnull=True)
    if others.exclude(owner=owner).exists():
        raise MayNotConnect
    return _open(visit, role=VOICE, owner=owner, sign_in=sign_in, now=now)


def note_devices(*, leg: Leg, devices: SentDevices, now: datetime) -> bool:
    """Save which devices the side sends with. Returns whether that is new."""
    told = {
        "camera": devices.camera,
        "microphone": devices.microphone,
        "signs": devices.signs,
    }
    with transaction.atomic():
        is_new = Leg.objects.filter(pk=leg.pk).exclude(**told).update(**told)
        if is_new:
            append_visit_change(leg.visit, now=now)
    return bool(is_new)


def devices_in(visits: Iterable[Visit]) -> dict[tuple[int, str], SentDevices]:
    """Return the devices of the sides that send without one, or who sign, by visit and side."""
    legs = Leg.objects.filter(visit__in=visits, role__in=list(Side), closed_at__isnull=True)
    usual = {"camera": DeviceState.ON, "microphone": DeviceState.ON, "signs": False}
    columns = legs.exclude(**usual).values_list("visit_id", "role", "camera", "microphone", "signs")
    return {
        (visit, side): SentDevices(DeviceState(camera), DeviceState(microphone), signs)
        for visit, side, camera, microphone, signs in columns
    }


def close_leg(*, leg: Leg, now: datetime) -> bool:
    """Close the leg. Returns False if it was closed before."""
    return bool(Leg.objects.filter(pk=leg.pk, closed_at__isnull=True).update(closed_at=now))


def close_legs_of_ended_sign_ins(*, now: datetime) -> int:
    """Close the legs of browsers whose sign-in no longer stands, whether or not the process that
    serves them is alive. Returns how many. The media reconciler removes what is left of them."""
    open_ones = Leg.objects.filter(closed_at__isnull=True).exclude(sign_in="")
    named = set(open_ones.values_list("sign_in", flat=True))
    over = named - standing_among(named)
    return open_ones.filter(sign_in__in=over).update(closed_at=now) if over else 0


def console_of(owner: str) -> str:
    """Return an officer's connection from the owner of one of their legs."""
    return owner.removesuffix(_OF_A_VOICE)


def an_officer_speaks_in(visit: Visit) -> bool:
    return Leg.objects.filter(visit=visit, role=VOICE, closed_at__isnull=True).exists()


def open_feeds(*, visit: Visit) -> dict[int, OpenFeed]:
    """Return the feeds of the open legs that publish, by feed id."""
    rows = Leg.objects.filter(visit=visit, closed_at__isnull=True).exclude(role=OFFICER)
    columns = rows.values_list(
        "feed_id", "role", "created_at", "gate_opened_at", "visit__started_at", "visit__state"
    )
    return {
        feed: OpenFeed(
            role,
            asked_for_at=max(gate_opened_at or created_at, began_at or created_at),
            has_begun=gate_opened_at is not None,
            passes=gate_opened_at is not None and state == VisitState.LIVE,
        )
        for feed, role, created_at, gate_opened_at, began_at, state in columns
        if feed is not None
    }


def _must_stand(sign_in: str) -> None:
    """Raises MayNotConnect for a sign-in that no longer stands. A device has none."""
    if sign_in and standing_sign_in(sign_in) is None:
        raise MayNotConnect


def _open(
    visit: Visit,
    *,
    role: str,
    owner: str,
    sign_in: str,
    now: datetime,
    gate_is_open: bool = True,
) -> NewLeg:
    """Raises MayNotConnect for a sign-in that no longer stands."""
    _must_stand(sign_in)
    mine = Leg.objects.filter(visit=visit, owner=owner)
    earlier = list(mine.values_list("generation", "session_id", "closed_at"))
    generation = max((number for number, _, _ in earlier), default=0) + 1
    left_over = tuple(session for _, session, closed_at in earlier if closed_at is None)
    if left_over:
        mine.filter(closed_at__isnull=True).update(closed_at=now)
    leg = Leg.objects.create(
        visit=visit,
        role=role,
        owner=owner,
        sign_in=sign_in,
        generation=generation,
        session_id=secrets.randbelow(2**53 - 1) + 1,
        feed_id=secrets.randbelow(2**43) * 1024 + generation % 1024 + 1,
        created_at=now,
        gate_opened_at=now if gate_is_open else None,
    )
    return NewLeg(leg, visit, left_over)
