"""Who may decide a case, by their own part in it. Roles are checked elsewhere."""

from parloir.audit.actors import Actor
from parloir.sanctions.models import Restriction, Review, Violation


def may_decide_case(violation: Violation, by: Actor) -> bool:
    """Return whether this person may decide. If the facility requires four eyes, nobody decides a
    case that they recorded themselves (P19)."""
    return not violation.facility.four_eyes or violation.recorded_by != by.ref


def had_a_part_in(restriction: Restriction, by: Actor) -> bool:
    """Return whether this person recorded the violation, decided its review, or ruled on it.

    If so, they may neither decide the appeal nor confirm a permanent restriction.
    """
    violation = restriction.violation
    review = Review.objects.filter(violation=violation).first()
    return (
        by.ref == violation.recorded_by
        or (review is not None and by.ref == review.decided_by)
        or violation.rulings.filter(made_by=by.ref).exists()
    )
