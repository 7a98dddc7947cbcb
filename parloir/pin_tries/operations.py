"""Count PINs that are typed at devices, so that they cannot be guessed.

A try is counted before its PIN is looked at, and taken back if the PIN admits somebody. Of many
tries at the same time, a device looks at one, and then at no other before its wait is over.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parloir.deletion import delete_oldest
from parloir.facilities.models import Monitor, Station
from parloir.locks import lock_name
from parloir.pin_tries import rule
from parloir.pin_tries.models import PinTry
from parloir.typed_text.folding import fold_number
from parloir.vault.sealing import keyed_hash


class SlowedDown(Exception):
    """This device looks at no PIN before `until`, after wrong ones."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


@dataclass(frozen=True, slots=True)
class BegunTry:
    """A try whose PIN may be looked at. `asked` says whether the device asked for a birth date."""

    row: PinTry
    asked: bool


def begin_try(*, device: Monitor | Station, number: str = "", now: datetime) -> BegunTry:
    """Count a try, before its PIN is looked at. Raises SlowedDown.

    `number` is the inmate number that was typed at a station. It need not exist.
    """
    number_hash = _hash_of(number, device) if number else ""
    with transaction.atomic():
        _lock(device.public_id, number_hash)
        so_far = tries_at(device, now=now)
        until = rule.waits_until(so_far, now=now)
        if until is not None:
            raise SlowedDown(until)
        this = rule.next_try(so_far, _times_of_number(number_hash, now=now), now=now)
        row = PinTry.objects.create(
            facility=device.facility,
            device=device.public_id,
            number_hash=number_hash,
            at=this.at,
            free_at=this.free_at,
            asks=this.asks,
        )
    return BegunTry(row=row, asked=rule.asks_for_birth(so_far, now=now))


def take_back(begun: BegunTry) -> None:
    """Do not count this try: its PIN has admitted somebody."""
    PinTry.objects.filter(pk=begun.row.pk).delete()


def keep_refused(begun: BegunTry, *, meant: str) -> bool:
    """Keep this try, whose PIN was refused. Returns whether it counts.

    `meant` is the public id of the booking or the inmate that a right PIN belongs to, and empty for
    a wrong PIN. The same right PIN counts only once a day at a device.
    """
    row = begun.row
    with transaction.atomic():
        _lock(row.device, row.number_hash)
        same = PinTry.objects.filter(device=row.device, meant=meant, at__gt=row.at - rule.DAY)
        if meant and same.exclude(pk=row.pk).exists():
            PinTry.objects.filter(pk=row.pk).delete()
            return False
        PinTry.objects.filter(pk=row.pk).update(meant=meant)
    return True


def tries_at(device: Monitor | Station, *, now: datetime) -> list[rule.Try]:
    """Return the tries at this device that matter now: few of the last day, the latest last."""
    rows = PinTry.objects.filter(device=device.public_id, at__gt=now - rule.DAY, at__lte=now)
    found = rows.order_by("-at", "-id").values_list("at", "free_at", "asks")[: rule.LATEST]
    tries = [rule.Try(at=at, free_at=free_at, asks=asks) for at, free_at, asks in found]
    return tries[::-1]


def delete_old_tries(*, now: datetime) -> int:
    """Delete the first batch of tries that no longer count. Returns how many."""
    return delete_oldest(PinTry.objects.filter(at__lte=now - rule.DAY).order_by("at"))


def _lock(device: str, number_hash: str) -> None:
    """Lock the device, then the inmate number, until the transaction ends."""
    lock_name(f"pin-tries:{device}")
    if number_hash:
        lock_name(f"pin-tries:{number_hash}")


def _times_of_number(number_hash: str, *, now: datetime) -> list[datetime]:
    if not number_hash:
        return []
    rows = PinTry.objects.filter(number_hash=number_hash, at__gt=now - rule.DAY, at__lte=now)
    return list(rows.order_by("-at").values_list("at", flat=True)[: rule.LATEST])


def _hash_of(number: str, device: Monitor | Station) -> str:
    """Return the same hash for a number however it is typed, so that signs give no more tries."""
    typed = fold_number(number)
    return keyed_hash(f"{device.facility.slug}:{typed}", purpose="pin-tries-number")
