"""A visit's room and legs as the media server sees them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from parloir.audit.actors import CLOCK
from parloir.audit.operations import record
from parloir.media.protocol import LegSpec, RoomSpec
from parloir.vault.sealing import keyed_hash
from parloir.visits.changes import append_visit_change
from parloir.visits.legs import OFFICER
from parloir.visits.models import Leg, Visit
from parloir.visits.operations import lock_visit
from parloir.visits.states import VisitState

# Two sides, an officer who speaks, and legs of pages that reload before the old leg is gone.
PUBLISHERS = 6


def room_spec(visit: Visit) -> RoomSpec:
    return RoomSpec(
        room_id=visit.room_id,
        secret=visit.room_secret,
        pin=_pin_of(visit),
        publishers=PUBLISHERS,
    )


def leg_spec(leg: Leg, visit: Visit) -> LegSpec:
    assert leg.feed_id is not None  # noqa: S101 - given to every leg when it is opened
    return LegSpec(
        room_id=visit.room_id,
        pin=_pin_of(visit),
        feed_id=leg.feed_id,
        session_id=leg.session_id,
        opaque_id=f"leg-{leg.pk}-{leg.generation}",
        publishes=leg.role != OFFICER,
    )


def _pin_of(visit: Visit) -> str:
    return keyed_hash(visit.public_id, purpose="room-pin")[:32]


def visits_without_room() -> list[Visit]:
    """Return open visits whose room the media reconciler has yet to open."""
    return list(Visit.objects.still_open().filter(room_opened_at__isnull=True))


def visits_with_room_to_close() -> list[Visit]:
    return list(Visit.objects.with_room_to_close().prefetch_related("facility"))


def open_rooms() -> dict[int, Visit]:
    """Return the visits whose room should exist, by room id."""
    visits = Visit.objects.still_open().filter(room_opened_at__isnull=False)
    if not visits.exists():  # the usual answer of an idle house, for a fraction of the work
        return {}
    return {visit.room_id: visit for visit in visits}


def rooms_of_ended_visits(room_ids: Iterable[int]) -> list[Visit]:
    return list(Visit.objects.filter(state=VisitState.ENDED, room_id__in=list(room_ids)))


def feeds_allowed(visits: Iterable[Visit]) -> frozenset[tuple[int, int | None]]:
    """Return which feeds may be in which rooms: pairs of a visit's key and a feed id.

    They are those of open legs.
    """
    legs = Leg.objects.filter(visit__in=list(visits), closed_at__isnull=True)
    return frozenset(legs.values_list("visit_id", "feed_id"))


def note_room_opened(*, visit: Visit, now: datetime) -> None:
    Visit.objects.filter(pk=visit.pk).update(room_opened_at=now)


def note_room_closed(*, visit: Visit, now: datetime) -> None:
    with transaction.atomic():
        lock_visit(visit)
        Visit.objects.filter(pk=visit.pk).update(room_closed_at=now)
        append_visit_change(visit, now=now)
        Leg.objects.filter(visit=visit, closed_at__isnull=True).update(closed_at=now)


def note_media_restart(*, ended_before: datetime, now: datetime) -> int:
    """Record for which visits the media watchdog restarts the media server. Returns how many."""
    visits = visits_with_room_to_close()
    waiting = [one for one in visits if one.ended_at is not None and one.ended_at <= ended_before]
    with transaction.atomic():
        for visit in waiting:
            record("restart_media", by=CLOCK, on=visit, at=now, facility=visit.facility.slug)
    return len(waiting)


def note_media_trouble(*, now: datetime) -> None:
    """Mark every open visit: the media server does not answer."""
    _mark(Visit.objects.still_open().filter(trouble_since__isnull=True), since=now, now=now)


def note_media_is_back(*, now: datetime) -> None:
    _mark(Visit.objects.still_open().filter(trouble_since__isnull=False), since=None, now=now)


def _mark(visits: "QuerySet[Visit]", *, since: datetime | None, now: datetime) -> None:
    """Mark each visit in its own transaction, so that a lock on one does not delay the others."""
    for visit in visits.prefetch_related("facility"):
        with transaction.atomic():
            lock_visit(visit)
            Visit.objects.filter(pk=visit.pk).update(trouble_since=since)
            append_visit_change(visit, now=now)
