"""Make inmates' weak PINs new, for one sheet of paper for each housing unit."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.facilities.models import Area
from parloir.locks import lock_rows
from parloir.people.inmate_pins import ends_of, new_inmate_pin, weak_pins
from parloir.people.models import Inmate
from parloir.people.operations import PIN_PURPOSE, hashed_text, set_inmate_pin
from parloir.vault.sealing import has_hash_of_any


@dataclass(frozen=True, slots=True)
class NewPin:
    """An inmate's new PIN. It exists in clear only here, and on the sheet."""

    inmate: Inmate
    pin: str

    @property
    def in_groups(self) -> str:
        """Return '482916' as people read it: '482 916'."""
        return f"{self.pin[:3]} {self.pin[3:]}"


def inmates_with_weak_pins(area: Area) -> QuerySet[Inmate]:
    return Inmate.objects.filter(area=area, status=Inmate.Status.HELD, pin_is_weak=True)


def make_weak_pins_new(*, area: Area, by: Actor, now: datetime) -> list[NewPin]:
    """Give the inmates of this unit whose PINs are weak new ones, and return them for the sheet.

    The old PINs no longer work. A second call returns an empty list, since no weak PIN is left.
    """
    judge_pins(Inmate.objects.filter(area=area))
    with transaction.atomic():
        weak = lock_rows(inmates_with_weak_pins(area))
        made = [NewPin(inmate, new_inmate_pin(master_id=inmate.master_id)) for inmate in weak]
        for new in made:
            set_inmate_pin(inmate=new.inmate, pin=new.pin, by=by, now=now)
            record("print_inmate_pin", by=by, on=new.inmate, at=now, facility=area.facility.slug)
    return sorted(made, key=lambda new: (new.inmate.search_last, new.inmate.search_first))


def judge_for_new_number(inmate: Inmate) -> None:
    """Note that a PIN is weak if it is the end of a master ID number that has just changed."""
    texts = (hashed_text(inmate, pin) for pin in ends_of(inmate.master_id))
    if inmate.pin_hash and has_hash_of_any(inmate.pin_hash, texts, purpose=PIN_PURPOSE):
        Inmate.objects.filter(pk=inmate.pk, pin_hash=inmate.pin_hash).update(pin_is_weak=True)


def judge_pins(inmates: QuerySet[Inmate]) -> int:
    """Find out which PINs of an earlier version are weak, and return how many were judged.

    Only hashes are stored, so every weak PIN is tried: about a tenth of a second for an inmate.
    """
    unknown = inmates.filter(pin_is_weak=None).exclude(pin_hash="")
    judged = 0
    for inmate in unknown.iterator():
        judged += unknown.filter(pk=inmate.pk, pin_hash=inmate.pin_hash).update(
            pin_is_weak=_is_weak(inmate)
        )
    return judged


def _is_weak(inmate: Inmate) -> bool:
    candidates = weak_pins(master_id=inmate.master_id)
    texts = (hashed_text(inmate, pin) for pin in candidates)
    return has_hash_of_any(inmate.pin_hash, texts, purpose=PIN_PURPOSE)
