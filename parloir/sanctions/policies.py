"""Who may decide on a case: roles are asked before, this is about one's own part in it."""

from parloir.audit.actors import Actor
from parloir.sanctions.models import Restriction, Review, Violation


def may_decide_case(violation: Violation, by: Actor) -> bool:
    """With four eyes configured, nobody decides on what they recorded themselves (P19)."""
    return not violation.facility.four_eyes or violation.recorded_by != by.ref


def had_a_part_in(restriction: Restriction, by: Actor) -> bool:
    """Recorded the violation, decided its review, or ruled on it: such a person neither decides
    the appeal nor confirms a permanent restriction.
    """
    violation = restriction.violation
    review = Review.objects.filter(violation=violation).first()
    return (
        by.ref == violation.recorded_by
        or (review is not None and by.ref == review.decided_by)
        or violation.rulings.filter(made_by=by.ref).exists()
    )
