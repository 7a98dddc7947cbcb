"""What visitors read in their mail when a visit was ended or a case was decided (P16 to P19)."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.facilities.wording import say_date, say_moment
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders
from parloir.people.models import Visitor
from parloir.sanctions.catalogue import say_ground
from parloir.sanctions.models import Restriction, Review, Violation
from parloir.workflows.wording import (
    say_how_to_appeal,
    say_reach,
    say_second_person,
    say_until,
)


@renders("restricted")
def restricted(params: Mapping[str, Any]) -> Letter | None:
    violation = _violation(params)
    restriction = _restriction_of(violation)
    if violation is None or restriction is None or restriction.lifted_at is not None:
        return None
    return compose(
        subject=_("Visits at %(facility)s are not open to you for now")
        % {"facility": violation.facility.name}
        if not restriction.is_permanent
        else _("Visits at %(facility)s are not open to you")
        % {"facility": violation.facility.name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": violation.visitor.first_name},
            _("An officer ended your visit on %(date)s.")
            % {"date": say_date(violation.occurred_date)},
            say_until(restriction),
            *([say_second_person()] if restriction.awaits_second else []),
        ],
        facts=[(_("The ground"), say_ground(violation.ground, violation.facility))],
        lists=_cancelled_with(restriction),
        action=_appeal_action(),
        closing=[say_how_to_appeal(restriction)],
    )


@renders("under_review")
def under_review(params: Mapping[str, Any]) -> Letter | None:
    violation = _violation(params)
    if violation is None or violation.state != Violation.State.UNDER_REVIEW:
        return None
    return compose(
        subject=_("Your visit of %(date)s is being reviewed")
        % {"date": say_date(violation.occurred_date)},
        paragraphs=[
            _("Hello %(name)s,") % {"name": violation.visitor.first_name},
            _(
                "An officer ended your visit for something that is on no list, so a person will "
                "look at it and decide."
            ),
            _("Nothing is decided yet: you can book visits meanwhile. We write to you when it is."),
        ],
        closing=[
            _("If you want to say something about it, write to %(address)s or call %(phone)s.")
            % say_reach(violation.facility, to=violation.visitor.phone)
        ],
    )


@renders("visit_terminated")
def visit_terminated(params: Mapping[str, Any]) -> Letter | None:
    """Write that a visit was terminated without a restriction for the recipient: it was not their
    conduct, or the ground does not count.

    `recipient` is somebody else who was there; without it, it is the violation's visitor.
    """
    violation = _violation(params)
    if violation is None:
        return None
    recipient = violation.visitor
    if "recipient" in params:
        recipient = Visitor.objects.get(public_id=params["recipient"])
    if violation.by_visitor and recipient == violation.visitor:
        what = _(
            "An officer ended your visit. It is on record, and nothing else follows: you can book "
            "visits as before. Please read the rules once more."
        )
    else:
        what = _(
            "An officer ended your visit. It was not for anything that you did, and it does "
            "not count against you: you can book visits as before."
        )
    return compose(
        subject=_("Your visit of %(date)s was ended") % {"date": say_date(violation.occurred_date)},
        paragraphs=[_("Hello %(name)s,") % {"name": recipient.first_name}, what],
        facts=[(_("The ground"), say_ground(violation.ground, violation.facility))],
    )


@renders("review_decided")
def review_decided(params: Mapping[str, Any]) -> Letter | None:
    review = (
        Review.objects.filter(public_id=params["review"], state=Review.State.DECIDED)
        .select_related("violation__facility__state", "violation__visitor")
        .first()
    )
    if review is None:
        return None
    violation = review.violation
    restriction = _restriction_of(violation)
    outcomes = {
        Review.Decision.DISMISS: _("Nothing is held against you. You can book visits as before."),
        Review.Decision.WARN: _(
            "This is a warning: you can book visits as before. Please read the rules once more."
        ),
    }
    decision = outcomes.get(Review.Decision(review.decision), "")
    return compose(
        subject=_("Your visit of %(date)s: the decision")
        % {"date": say_date(violation.occurred_date)},
        paragraphs=[
            _("Hello %(name)s,") % {"name": violation.visitor.first_name},
            _("A person has looked at what happened in your visit."),
            say_until(restriction) if restriction is not None else decision,
            *([say_second_person()] if restriction and restriction.awaits_second else []),
        ],
        facts=[(_("The reason"), review.reason)],
        lists=_cancelled_with(restriction) if restriction is not None else [],
        action=_appeal_action() if restriction is not None else None,
        closing=[say_how_to_appeal(restriction)] if restriction is not None else [],
    )


def _violation(params: Mapping[str, Any]) -> Violation | None:
    return (
        Violation.objects.filter(public_id=params["violation"])
        .select_related("facility__state", "visitor")
        .first()
    )


def _restriction_of(violation: Violation | None) -> Restriction | None:
    return (
        Restriction.objects.filter(violation=violation, lifted_at__isnull=True)
        .select_related("facility__state")
        .first()
    )


def _appeal_action() -> tuple[str, str]:
    return _("Read it and have it reviewed"), reverse("my_restrictions")


def _cancelled_with(restriction: Restriction) -> list[tuple[str, list[str]]]:
    bookings = Booking.objects.filter(
        visitor_id=restriction.visitor_id,
        facility_id=restriction.facility_id,
        cancelled_for=Booking.CancelledFor.RESTRICTION,
        closed_at=restriction.imposed_at,
    ).order_by("starts_at")
    lines = [say_moment(booking.starts_at, restriction.facility) for booking in bookings]
    return [(_("Visits that were cancelled"), lines)] if lines else []
