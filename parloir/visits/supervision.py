"""Officers with an open console, what they watch, and calls for help."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from parloir.accounts.models import User
from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.changes.operations import append_change
from parloir.facilities.models import Monitor, Station
from parloir.visits.changes import append_visit_change
from parloir.visits.legs import OFFICER, VOICE
from parloir.visits.models import Admission, Leg, OnDuty, Visit, WatchSpan
from parloir.visits.officers_present import FRESH
from parloir.visits.operations import lock_visit
from parloir.visits.states import VisitState


def come_on_duty(
    *, officer: User, connection: str, facilities: Iterable[str], now: datetime
) -> None:
    slugs = sorted(facilities)
    with transaction.atomic():
        OnDuty.objects.update_or_create(
            connection=connection,
            defaults={
                "officer_ref": officer.public_id,
                "officer_name": officer.full_name,
                "facility_slugs": slugs,
                "seen_at": now,
            },
        )
        append_change(*(f"facility:{slug}" for slug in slugs), now=now)


def stay_on_duty(
    *, connection: str, is_visible: bool, visits: Iterable[str], now: datetime
) -> None:
    """Record the heartbeat of a console: whether its page is visible, and which visits on it.

    Surfaces of the facilities are rendered again when an officer becomes present or absent.
    """
    row = OnDuty.objects.filter(connection=connection).first()
    if row is None:
        return
    with transaction.atomic():
        OnDuty.objects.filter(pk=row.pk).update(seen_at=now, is_visible=is_visible)
        if is_visible:
            _go_on_watching(row, visits, now=now)
        if is_visible != row.is_visible:
            append_change(*(f"facility:{slug}" for slug in row.facility_slugs), now=now)


def _go_on_watching(row: OnDuty, public_ids: Iterable[str], *, now: datetime) -> None:
    """Extend the spans of visits that were watched at the last heartbeat; start the others now.

    `row` is in the state of the last heartbeat.
    """
    visits = Visit.objects.filter(
        public_id__in=list(public_ids), state=VisitState.LIVE, facility__slug__in=row.facility_slugs
    )
    growing = WatchSpan.objects.filter(
        connection=row.connection, visit__in=visits, to_at=row.seen_at
    )
    if row.seen_at <= now - FRESH:
        growing = growing.none()
    known = set(growing.values_list("visit_id", flat=True))
    growing.update(to_at=now)
    WatchSpan.objects.bulk_create(
        WatchSpan(
            visit=visit,
            connection=row.connection,
            officer_ref=row.officer_ref,
            from_at=now,
            to_at=now,
        )
        for visit in visits
        if visit.pk not in known
    )


def go_off_duty(*, connection: str, now: datetime) -> None:
    with transaction.atomic():
        row = OnDuty.objects.filter(connection=connection).first()
        if row is not None:
            row.delete()
            append_change(*(f"facility:{slug}" for slug in row.facility_slugs), now=now)


def forget_lost_connections(*, prefix: str, now: datetime) -> None:
    """Disconnect sides and officers whose sockets belonged to a process that was killed."""
    OnDuty.objects.filter(connection__startswith=prefix).delete()
    parties = Admission.objects.exclude(connection="").filter(connection__startswith=prefix)
    watching = Leg.objects.filter(
        role__in=[OFFICER, VOICE], owner__startswith=prefix, closed_at__isnull=True
    )
    concerned = {one.visit_id for rows in (parties, watching) for one in rows}
    for visit in Visit.objects.filter(pk__in=concerned).select_related("facility"):
        with transaction.atomic():
            lock_visit(visit)
            watching.filter(visit=visit).update(closed_at=now)
            if parties.filter(visit=visit).update(connection=""):
                append_visit_change(visit, now=now)


def officers_on_duty(*, facilities: Iterable[str], now: datetime) -> list[OnDuty]:
    """Return one row for each officer with a recent heartbeat, a visible console first."""
    wanted = set(facilities)
    rows = OnDuty.objects.filter(seen_at__gt=now - FRESH).order_by("officer_name", "is_visible")
    found = {row.officer_ref: row for row in rows if wanted & set(row.facility_slugs)}
    return list(found.values())


def live_visit(*, public_id: str, facilities: Iterable[str]) -> Visit | None:
    """Return the live visit with this id at one of these facilities, or None."""
    return (
        Visit.objects.filter(
            public_id=public_id, state=VisitState.LIVE, facility__slug__in=list(facilities)
        )
        .select_related("facility", "booking__visitor__user", "booking__inmate")
        .first()
    )


def call_staff(*, device: Monitor | Station, by: Actor, now: datetime) -> None:
    """Call staff to a device where somebody pressed the help button."""
    with transaction.atomic():
        type(device).objects.filter(pk=device.pk, asked_for_staff_at=None).update(
            asked_for_staff_at=now
        )
        record("call_staff", by=by, on=device, at=now, facility=device.facility.slug)
        append_change(f"facility:{device.facility.slug}", now=now)


def answer_call(*, device_id: str, facilities: Iterable[str], by: Actor, now: datetime) -> bool:
    """Answer a call for help at one of these facilities. Returns False if there is none."""
    slugs = list(facilities)
    device = (
        Monitor.objects.filter(public_id=device_id, facility__slug__in=slugs).first()
        or Station.objects.filter(public_id=device_id, area__facility__slug__in=slugs).first()
    )
    if device is None or device.asked_for_staff_at is None:
        return False
    with transaction.atomic():
        type(device).objects.filter(pk=device.pk).update(asked_for_staff_at=None)
        record("answer_call", by=by, on=device, at=now, facility=device.facility.slug)
        append_change(f"facility:{device.facility.slug}", now=now)
    return True
