"""Tell staff that PINs are being guessed. An alarm slows nobody down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.changes.operations import append_change
from parloir.facilities.models import Facility
from parloir.locks import lock_name
from parloir.pin_tries.models import PinAlarm, PinTry
from parloir.pin_tries.rule import DAY

ALARMING_SUMS = ((20, timedelta(hours=1)), (100, DAY))
"""So many refused PINs within so long a time, at all devices of a facility together."""
ALARMING_FOR_ONE_INMATE = (10, DAY)
"""So many refused PINs with one inmate's number, at all stations together."""


@dataclass(frozen=True, slots=True)
class DeviceTries:
    """The refused PINs at a device, by its public id. `asks`: for the birth date as well."""

    device: str
    refused: int
    asks: bool


def raise_alarms(refused: PinTry, *, inmate_ref: str, by: Actor, now: datetime) -> None:
    """Raise the alarms that are due after this refused PIN.

    `inmate_ref` is the public id of the inmate whose number was typed, and empty for a number of
    nobody and at a monitor.
    """
    here = PinTry.objects.filter(facility=refused.facility, at__lte=now)
    sums = [(here, times, within) for times, within in ALARMING_SUMS]
    _raise_if_due(refused.facility, "", sums, by=by, now=now)
    if inmate_ref:
        times, within = ALARMING_FOR_ONE_INMATE
        of_number = here.filter(number_hash=refused.number_hash)
        _raise_if_due(refused.facility, inmate_ref, [(of_number, times, within)], by=by, now=now)


def open_alarms(facilities: Iterable[str]) -> list[PinAlarm]:
    """Return the alarms that nobody has settled at the facilities with these slugs, the oldest
    first."""
    return list(
        PinAlarm.objects.filter(facility__slug__in=list(facilities), settled_at=None)
        .select_related("facility")
        .order_by("raised_at", "id")
    )


def refused_by_device(facilities: Iterable[str], *, now: datetime) -> list[DeviceTries]:
    """Return the devices of these facilities at which PINs were refused within the last day."""
    rows = PinTry.objects.filter(
        facility__slug__in=list(facilities), at__gt=now - DAY, at__lte=now
    ).order_by("at", "id")
    counts: dict[str, int] = {}
    asks: dict[str, bool] = {}
    for device, is_asking in rows.values_list("device", "asks"):
        counts[device] = counts.get(device, 0) + 1
        asks[device] = is_asking
    return [DeviceTries(device, refused, asks[device]) for device, refused in counts.items()]


def settle_alarm(*, alarm: PinAlarm, by: Actor, now: datetime) -> bool:
    """Note that somebody has looked. Returns False if somebody else had.

    Only refused PINs after this moment raise the alarm again.
    """
    with transaction.atomic():
        is_first = PinAlarm.objects.filter(pk=alarm.pk, settled_at=None).update(
            settled_at=now, settled_by=by.ref
        )
        if is_first:
            record("settle_pin_alarm", by=by, on=alarm, at=now, facility=alarm.facility.slug)
            append_change(f"facility:{alarm.facility.slug}", now=now)
    return bool(is_first)


def _raise_if_due(
    facility: Facility,
    inmate_ref: str,
    sums: list[tuple[QuerySet[PinTry], int, timedelta]],
    *,
    by: Actor,
    now: datetime,
) -> None:
    with transaction.atomic():
        lock_name(f"pin-alarm:{facility.slug}:{inmate_ref}")
        about_the_same = PinAlarm.objects.filter(facility=facility, inmate_ref=inmate_ref)
        if about_the_same.filter(settled_at=None).exists():
            return
        settled = about_the_same.order_by("-settled_at").first()
        for tries, times, within in sums:
            since = now - within
            if settled is not None and settled.settled_at is not None:
                since = max(since, settled.settled_at)
            found = tries.filter(at__gt=since).count()
            if found >= times:
                alarm = PinAlarm.objects.create(
                    facility=facility, inmate_ref=inmate_ref, tries=found, raised_at=now
                )
                record("raise_pin_alarm", by=by, on=alarm, at=now, facility=facility.slug)
                append_change(f"facility:{facility.slug}", now=now)
                return
