"""Violations and ladders, without the visits that they come from."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import count

from django.db import transaction

from parloir.bookings.operations import lock_case
from parloir.facilities.models import Facility
from parloir.people.models import Visitor
from parloir.sanctions.models import (
    Ground,
    LadderPolicy,
    LadderStep,
    Restriction,
    Violation,
)
from parloir.sanctions.operations import record_violation
from parloir.sides import Side
from parloir.workflows.operations import apply_violation
from tests.factories.moments import MONDAY, NINE_ON_MONDAY
from tests.factories.people import OFFICER, make_inmate, make_visitor

_visits = count(1)


@transaction.atomic
def make_violation(
    facility: Facility,
    *,
    visitor: Visitor | None = None,
    ground: str = "phone",
    conduct: Collection[str] = (Side.VISITOR,),
    day: date = MONDAY,
    now: datetime = NINE_ON_MONDAY,
    by=OFFICER,
    **fields,
) -> Violation:
    """Record a violation, with all its consequences."""
    visitor = visitor or make_visitor()
    inmate = fields.pop("inmate", None) or make_inmate(facility)
    lock_case(visitor, inmate=inmate)
    violation = record_violation(
        facility=facility,
        visitor=visitor,
        inmate=inmate,
        visit_ref=f"visit{next(_visits):07}",
        ground=ground,
        conduct=conduct,
        note=fields.pop("note", ""),
        occurred_date=day,
        by=by,
        now=now,
    )
    apply_violation(violation=violation, by=by, now=now)
    return violation


def make_restriction(facility: Facility, **fields) -> Restriction:
    """Return a restriction for a first offense, or a later one if `visitor` has had one."""
    violation = make_violation(facility, **fields)
    return Restriction.objects.select_related("facility", "violation", "visitor__user").get(
        violation=violation
    )


SMOKING = {"en": "Smoking", "es": "Fumar"}


def make_ground(facility: Facility, code: str = "smoking", *, texts=SMOKING, **fields) -> Ground:
    """Return one of the facility's own grounds; `texts` are keyed by language."""
    ground = Ground.objects.create(facility=facility, code=code, **fields)
    for language, text in texts.items():
        ground.texts.create(language=language, text=text)
    return ground


def make_ladder(facility: Facility, *days: int | None, whose="visitor", **fields) -> LadderPolicy:
    """Return a ladder with the `days` of each step, None for a permanent one."""
    policy = LadderPolicy.objects.create(facility=facility, whose=whose, **fields)
    for position, of_step in enumerate(days, start=1):
        LadderStep.objects.create(policy=policy, position=position, days=of_step)
    return policy
