"""What visitors read when a restriction changes, and about their appeals."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_date, say_moment
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders
from parloir.people.models import Visitor
from parloir.sanctions.models import Appeal, Restriction, Ruling
from parloir.sanctions.queries import appeals, restrictions_in_force
from parloir.workflows.wording import say_reach, say_what_for

Kind = Ruling.Kind
Lists = list[tuple[str, list[str]]]


@renders("restrictions_changed")
def restrictions_changed(params: Mapping[str, Any]) -> Letter | None:
    visitor = Visitor.objects.filter(public_id=params["visitor"]).first()
    facility = _facility(params)
    if visitor is None or facility is None:
        return None
    return compose(
        subject=_("Your visits at %(facility)s: something has changed")
        % {"facility": facility.name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": visitor.first_name},
            *_say_changes(params),
            _say_what_holds(visitor, facility, params),
        ],
        lists=_lists(params, facility),
        action=_read_it(),
        closing=[_questions(facility, visitor)],
    )


@renders("ruling_made")
def ruling_made(params: Mapping[str, Any]) -> Letter | None:
    ruling = (
        Ruling.objects.filter(public_id=params["ruling"])
        .select_related("violation__facility__state", "violation__visitor")
        .first()
    )
    if ruling is None:
        return None
    violation = ruling.violation
    made_on = {"date": say_date(violation.occurred_date)}
    what = {
        Kind.DISMISS: _(
            "What was recorded in your visit of %(date)s is dismissed: it no longer "
            "counts against you."
        ),
        Kind.REINSTATE: _("What was recorded in your visit of %(date)s counts again."),
        Kind.REDATE: _(
            "The date of what was recorded in your visit was wrong and is corrected: "
            "it was %(date)s."
        ),
        Kind.LIFT: _("A supervisor has looked again at what followed from your visit of %(date)s."),
        Kind.SHORTEN: _(
            "A supervisor has looked again at what followed from your visit of %(date)s."
        ),
        Kind.CONFIRM: _(
            "A second person has looked at what followed from your visit of %(date)s, "
            "and agrees that it is without an end date."
        ),
    }
    return compose(
        subject=_("Your visit of %(date)s: a decision") % made_on,
        paragraphs=[
            _("Hello %(name)s,") % {"name": violation.visitor.first_name},
            what[Kind(ruling.kind)] % made_on,
            *_say_changes(params),
            _say_what_holds(violation.visitor, violation.facility, params),
        ],
        facts=[(_("The reason"), ruling.reason)],
        lists=_lists(params, violation.facility),
        action=_read_it(),
        closing=[_questions(violation.facility, violation.visitor)],
    )


@renders("appeal_received")
def appeal_received(params: Mapping[str, Any]) -> Letter | None:
    """Write that an appeal was received. Returns None if it was decided before this is sent."""
    appeal = _appeal(params)
    if appeal is None or appeal.state != Appeal.State.OPEN:
        return None
    violation = appeal.restriction.violation
    return compose(
        subject=_("We have your appeal"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": violation.visitor.first_name},
            _(
                "A person who did not decide on your visit of %(date)s looks at it, and we write "
                "to you by %(answer)s. Until then the restriction holds."
            )
            % {
                "date": say_date(violation.occurred_date),
                "answer": say_date(appeal.answer_by_date),
            },
        ],
        facts=[(_("You wrote"), appeal.text)],
        closing=[_questions(violation.facility, violation.visitor)],
    )


@renders("appeal_decided")
def appeal_decided(params: Mapping[str, Any]) -> Letter | None:
    appeal = _appeal(params)
    if appeal is None or appeal.state != Appeal.State.DECIDED:
        return None
    violation = appeal.restriction.violation
    made_on = {"date": say_date(violation.occurred_date)}
    outcomes = {
        Appeal.Decision.UPHOLD: _("The restriction stays as it is."),
        Appeal.Decision.SHORTEN: _("The restriction stays, and ends earlier."),
        Appeal.Decision.OVERTURN: _(
            "You were right: what was recorded in your visit of %(date)s is dismissed, and no "
            "longer counts against you."
        ),
    }
    return compose(
        subject=_("Your appeal: the decision"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": violation.visitor.first_name},
            _("A person who had not decided on it before has looked at your visit of %(date)s.")
            % made_on,
            outcomes[Appeal.Decision(appeal.decision)] % made_on,
            *_say_changes(params),
            _say_what_holds(violation.visitor, violation.facility, params),
        ],
        facts=[
            (_("It was about"), say_what_for(violation)),
            (_("The reason"), appeal.reason),
        ],
        lists=_lists(params, violation.facility),
        action=_read_it(),
        closing=[_questions(violation.facility, violation.visitor)],
    )


def _say_changes(params: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each change, about the restriction as it is when this is sent."""
    kinds = dict(one.split(":") for one in params["changes"].split())
    changed = Restriction.objects.filter(public_id__in=kinds).select_related("violation")
    return [_say_change(one, kinds[one.public_id]) for one in changed.order_by("from_date", "id")]


def _say_change(restriction: Restriction, kind: str) -> str:
    words = {"date": say_date(restriction.violation.occurred_date)}
    if restriction.is_lifted:
        return _("The restriction for the visit of %(date)s is lifted.") % words
    if restriction.until_date is None:
        return _("The restriction for the visit of %(date)s has no end date.") % words
    words["until"] = say_date(restriction.until_date)
    sentences = {
        "shortened": _(
            "The restriction for the visit of %(date)s ends earlier than it did: it holds until "
            "and including %(until)s."
        ),
        "lengthened": _(
            "The restriction for the visit of %(date)s lasts longer than it did: it holds until "
            "and including %(until)s."
        ),
    }
    always = _("The restriction for the visit of %(date)s holds until and including %(until)s.")
    return sentences.get(kind, always) % words


def _say_what_holds(visitor: Visitor, facility: Facility, params: Mapping[str, Any]) -> str:
    """Return a sentence about all restrictions at the facility, on the date of the change."""
    on = date.fromisoformat(params["on"])
    running = [
        one
        for one in restrictions_in_force(visitor=visitor, facility=facility)
        if not one.is_over(on)
    ]
    words = {"facility": facility.name}
    if not running:
        return _("You can book visits at %(facility)s again.") % words
    if any(one.is_permanent for one in running):
        return (
            _("Visits at %(facility)s, on-site and remote, are not open to you, with no end date.")
            % words
        )
    words["until"] = say_date(max(one.until_date or on for one in running))
    return (
        _(
            "Visits at %(facility)s, on-site and remote, are not open to you until and including "
            "%(until)s. Visits after that day can be booked now already."
        )
        % words
    )


def _lists(params: Mapping[str, Any], facility: Facility) -> Lists:
    headings = {
        "rebooked": _("Visits that are booked again, each with a mail and a new PIN of its own"),
        "lost": _("Times that are taken by now: please choose others"),
        "cancelled": _("Visits that were cancelled"),
    }
    lists = [(heading, _moments(params[key], facility)) for key, heading in headings.items()]
    return [(heading, moments) for heading, moments in lists if moments]


def _moments(public_ids: str, facility: Facility) -> list[str]:
    bookings = Booking.objects.filter(public_id__in=public_ids.split()).order_by("starts_at")
    return [say_moment(booking.starts_at, facility) for booking in bookings]


def _appeal(params: Mapping[str, Any]) -> Appeal | None:
    return appeals().filter(public_id=params["appeal"]).first()


def _facility(params: Mapping[str, Any]) -> Facility | None:
    return Facility.objects.filter(slug=params["facility"]).select_related("state").first()


def _read_it() -> tuple[str, str]:
    return _("Read what is on record"), reverse("my_restrictions")


def _questions(facility: Facility, visitor: Visitor) -> str:
    reach = say_reach(facility, to=visitor.phone)
    return _("Questions: write to %(address)s, or call %(phone)s.") % reach
