"""Restore all displaced bookings of a facility that can be restored, as staff have ordered.

The order is a row, and the worker carries it out: a long day has hundreds of visits, and nobody
waits that long for a page. Each booking is judged and restored in a transaction of its own, which
also records how far the order is, so that a worker that is killed leaves nothing half done.
"""

import logging
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, QuerySet

from parloir.audit.actors import Actor, actor_named
from parloir.audit.operations import record
from parloir.bookings.models import Repair, Restoration
from parloir.bookings.operations.locking import lock_party
from parloir.bookings.operations.restoring import restore_all_clear
from parloir.bookings.queries import open_repairs, request_of_booking
from parloir.changes.operations import append_change
from parloir.facilities.models import Facility

BATCH = 50
"""How many bookings one run of the worker judges. The next run goes on."""

log = logging.getLogger(__name__)


class _JudgedElsewhere(Exception):
    """Another worker has judged this booking in the same moment. Nothing was changed."""


def order_restoration(*, facility: Facility, by: Actor, now: datetime) -> Restoration | None:
    """Order that all that can be restored is restored, and return the order.

    It concerns the bookings that are displaced now. Returns None if there is none, or if an order
    is being carried out: nothing is ordered twice.
    """
    if not open_repairs([facility.slug]).exists():
        return None
    try:
        with transaction.atomic():
            order = Restoration.objects.create(facility=facility, asked_by=str(by), asked_at=now)
            record("order_restoration", by=by, on=order, at=now, facility=facility.slug)
            append_change(f"restoration:{facility.slug}", now=now)
    except IntegrityError:
        return None
    return order


def next_restoration_at(*, now: datetime) -> datetime | None:
    """Return `now` if an order is not carried out yet, else None."""
    return now if _open_orders().exists() else None


def carry_out_restorations(*, now: datetime) -> int:
    """Judge the next bookings of each order, `BATCH` at most. Returns how many were restored."""
    restored = 0
    for order in _open_orders().select_related("facility"):
        for _ in range(BATCH):
            step = _judge_next(order, now=now)
            if step is None:
                break
            restored += step
    return restored


def _open_orders() -> QuerySet[Restoration]:
    return Restoration.objects.filter(done_at__isnull=True).order_by("pk")


def _judge_next(order: Restoration, *, now: datetime) -> int | None:
    """Restore the next booking, or leave it on the list.

    Returns how many were restored, and None if there is no other booking to judge.
    """
    repair = _next_repair(order)
    if repair is None:
        _finish(order, now=now)
        return None
    restored = 0
    try:
        with transaction.atomic():
            restored = _restore(repair, by=actor_named(order.asked_by), now=now)
            _advance(order, repair, restored=restored)
    except _JudgedElsewhere:
        restored = 0
    except OperationalError:  # the database was busy or away: the worker tries this booking again
        raise
    except Exception:  # one booking that fails must not keep the others from their times
        log.exception("A booking cannot be restored: %s", repair.booking.public_id)
        with suppress(_JudgedElsewhere):
            _advance(order, repair, restored=0)
    order.refresh_from_db()
    return restored


def _next_repair(order: Restoration) -> Repair | None:
    displaced = open_repairs([order.facility.slug]).filter(
        pk__gt=order.reached, opened_at__lte=order.asked_at
    )
    return displaced.order_by("pk").first()


def _restore(repair: Repair, *, by: Actor, now: datetime) -> int:
    lock_party(request_of_booking(repair.booking))
    return len(restore_all_clear(bookings=[repair.booking], by=by, now=now))


def _advance(order: Restoration, repair: Repair, *, restored: int) -> None:
    """Record that this repair is judged. Raises `_JudgedElsewhere` if another worker has done it.

    A booking that was settled in another way meanwhile is not counted as left.
    """
    is_left = Repair.objects.filter(pk=repair.pk, state=Repair.State.OPEN).exists()
    advanced = Restoration.objects.filter(pk=order.pk, reached=order.reached).update(
        reached=repair.pk, restored=F("restored") + restored, left=F("left") + int(is_left)
    )
    if not advanced:
        raise _JudgedElsewhere


def _finish(order: Restoration, *, now: datetime) -> None:
    Restoration.objects.filter(pk=order.pk, done_at__isnull=True).update(done_at=now)
