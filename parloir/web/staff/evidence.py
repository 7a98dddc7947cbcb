"""The evidence for a decision: what happened, who recorded it, and earlier cases."""

from typing import Any

from parloir.accounts.models import User
from parloir.bookings.queries import party_of
from parloir.bookings.texts.wording import say_names
from parloir.sanctions.catalogue import say_ground, with_ground_texts
from parloir.sanctions.models import Appeal, Restriction, Review, Violation
from parloir.visits.models import Visit
from parloir.visits.stills import stills_of


def evidence_of(violation: Violation) -> dict[str, Any]:
    visit = (
        Visit.objects.filter(public_id=violation.visit_ref)
        .select_related(
            "booking__station__area", "booking__monitor", "booking__visitor", "facility"
        )
        .first()
    )
    before = (
        Violation.objects.filter(visitor=violation.visitor, facility=violation.facility)
        .exclude(pk=violation.pk)
        .order_by("-occurred_date", "-id")
    )
    of_the_same_visit = (
        Violation.objects.filter(visit_ref=violation.visit_ref)
        .exclude(pk=violation.pk)
        .select_related("visitor")
        .order_by("pk")
    )
    return {
        "violation": violation,
        "ground": say_ground(violation.ground, violation.facility),
        "visit": visit,
        "also_there": _also_there(visit, violation),
        "of_the_same_visit": of_the_same_visit,
        "stills": stills_of(violation.visit_ref),
        "recorded_by": name_of(violation.recorded_by),
        "before": with_ground_texts(before),
        "inmates_before": violation.inmate.violations.exclude(pk=violation.pk).count(),
    }


def _also_there(visit: Visit | None, violation: Violation) -> str:
    """Return who else came with this visitor according to the booking."""
    people = party_of(visit.booking) if visit is not None else []
    others = [person.full_name for person in people if person != violation.visitor]
    return say_names(others) if others else ""


def decided_before(violation: Violation) -> list[dict[str, Any]]:
    """Return every decision on the violation, oldest first: who, when, what and why."""
    review = Review.objects.filter(violation=violation, state=Review.State.DECIDED).first()
    appeal = Appeal.objects.filter(
        restriction__violation=violation, state=Appeal.State.DECIDED
    ).first()
    decisions = [
        *([_line(review.get_decision_display(), review)] if review else []),
        *([_line(appeal.get_decision_display(), appeal)] if appeal else []),
        *(
            {
                "what": one.get_kind_display(),
                "date": one.date,
                "reason": one.reason,
                "who": name_of(one.made_by),
                "when": one.made_at,
            }
            for one in violation.rulings.all()
        ),
    ]
    return sorted(decisions, key=lambda one: one["when"])


def restriction_of(violation: Violation) -> Restriction | None:
    return (
        Restriction.objects.filter(violation=violation)
        .select_related("facility", "visitor", "violation", "appeal")
        .first()
    )


def name_of(public_id: str) -> str:
    user = User.objects.filter(public_id=public_id).first() if public_id else None
    return str(user) if user else ""


def _line(what: str, decided: Review | Appeal) -> dict[str, Any]:
    return {
        "what": what,
        "date": None,
        "reason": decided.reason,
        "who": name_of(decided.decided_by),
        "when": decided.decided_at,
    }
