"""The opened visit: its log, and what is known of the people in it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from parloir.accounts.models import User
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking, BookingCompanion
from parloir.bookings.queries import adults_of, party_of, visitors_in_short
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_date, say_time
from parloir.people.models import Inmate, Visitor
from parloir.protocol.screens.wall_detail import LogLine, PersonKnown, VisitDetail
from parloir.sanctions.catalogue import with_ground_texts
from parloir.sanctions.models import Violation
from parloir.scheduling.wall_time import local_date
from parloir.screens.banners import message_text, warning_text
from parloir.screens.locked_presses import with_press
from parloir.screens.text_line import lines_for_officers
from parloir.sides import BOTH_SIDES, Side
from parloir.visits.models import Intervention, Visit
from parloir.visits.states import Outcome, VisitState

MOST_LINES = 40
MOST_VISITS = 5
Kind = Intervention.Kind


def detail(visit: Visit | None, *, facilities: Collection[Facility]) -> VisitDetail | None:
    """Return the opened visit. What it says of earlier visits was at these facilities, which the
    officer serves."""
    if visit is None:
        return None
    booking = visit.booking
    violations = Violation.objects.filter(facility__in=facilities)
    visits = Visit.objects.filter(facility__in=facilities)
    return VisitDetail(
        visit=visit.public_id,
        log=_log(visit),
        lines=lines_for_officers(visit),
        people=[
            *(
                _person(one, violations.filter(visitor=one), visits.filter(_is_in(one)))
                for one in adults_of(booking)
            ),
            _person(
                booking.inmate,
                violations.filter(inmate=booking.inmate),
                visits.filter(booking__inmate=booking.inmate),
            ),
        ],
    )


def _person(
    person: Visitor | Inmate, violations: QuerySet[Violation], visits: QuerySet[Visit]
) -> PersonKnown:
    return PersonKnown(name=person.full_name, history=_history(violations), visits=_visits(visits))


def _is_in(visitor: Visitor) -> Q:
    """Return the condition for visits of this visitor, also those that others booked."""
    as_companion = BookingCompanion.objects.filter(visitor=visitor).values("booking")
    return Q(booking__visitor=visitor) | Q(booking__in=as_companion)


def names_of(officers: Iterable[str]) -> dict[str, str]:
    """Return the names of staff by public id."""
    refs = {ref for ref in officers if ref}
    if not refs:
        return {}
    return {one.public_id: one.full_name for one in User.objects.filter(public_id__in=refs)}


def _log(visit: Visit) -> list[LogLine]:
    """Return what happened, the latest first, with the officer who did it."""
    words = {
        "admit": _("let in"),
        "go_live": _("the visit began"),
        "look_at_visit": _("an officer looked"),
    }
    events = AuditEvent.objects.filter(
        subject_kind="Visit", subject_ref=visit.public_id, action__in=words
    ).order_by("-id")[:MOST_LINES]
    done = list(
        visit.interventions.select_related("locked_press").order_by("-at", "-id")[:MOST_LINES]
    )
    presses = {one.pk: one.locked_press for one in done if hasattr(one, "locked_press")}
    names = names_of(
        [
            *(one.actor_ref for one in done),
            *(one.to_ref for one in done),
            *(press.presser_ref for press in presses.values()),
        ]
    )
    lines: list[tuple[datetime, str]] = [(one.at, words[one.action]) for one in events]
    lines += [
        (one.at, with_press(_line(one, visit, names), presses.get(one.pk), names)) for one in done
    ]
    lines.sort(key=lambda line: line[0], reverse=True)
    return [
        LogLine(at=at.replace(microsecond=0), time=say_time(at, visit.facility), text=text)
        for at, text in lines[:MOST_LINES]
    ]


def _line(one: Intervention, visit: Visit, names: dict[str, str]) -> str:
    facts = {
        "officer": names.get(one.actor_ref) or _("the clock"),
        "side": _addressed(one, visit.booking),
        "to": names.get(one.to_ref, ""),
        "minutes": one.minutes,
    }
    match one.kind:
        case Kind.MESSAGE:
            words = {"text": message_text(one)}
            return _("%(officer)s to %(side)s: %(text)s") % (facts | words)
        case Kind.WARNING:
            words = {"text": warning_text(one, visit.facility)}
            return _("%(officer)s warned %(side)s: %(text)s") % (facts | words)
    sentences = {
        Kind.MUTE: _("%(officer)s turned the sound of %(side)s off"),
        Kind.UNMUTE: _("%(officer)s turned the sound of %(side)s on"),
        Kind.PAUSE: _("paused by %(officer)s"),
        Kind.RESUME: _("goes on, by %(officer)s"),
        Kind.CLOCK_RUNS: _("the clock goes on: the place is taken afterwards"),
        Kind.EXTEND: _("%(officer)s gave %(minutes)s more minutes"),
        Kind.ADD_TIME: _("%(minutes)s minutes were added that facility or system had lost"),
        Kind.HAND_OVER: _("%(officer)s handed it over to %(to)s"),
        Kind.TAKE_OVER: _("%(officer)s took it over"),
        Kind.SPEAK: _("%(officer)s began to speak to both"),
        Kind.SPOKEN: _("%(officer)s finished speaking"),
    }
    return sentences[Kind(one.kind)] % facts


def _addressed(one: Intervention, booking: Booking) -> str:
    if one.sides == BOTH_SIDES:
        return _("both")
    if one.sides == {Side.INMATE}:
        return booking.inmate.full_name
    named = [person for person in party_of(booking) if person.public_id == one.person_ref]
    return named[0].full_name if named else visitors_in_short(booking)


def _visits(visits: QuerySet[Visit]) -> list[str]:
    """Return the latest ended visits, each with its date and outcome."""
    over = visits.filter(state=VisitState.ENDED).select_related("facility").order_by("-ended_at")
    return [
        _("%(date)s: %(outcome)s")
        % {
            "date": say_date(local_date(one.opened_at, one.facility.zone)),
            "outcome": Outcome(one.outcome).label,
        }
        for one in over[:MOST_VISITS]
    ]


def _history(violations: Iterable[Violation]) -> list[str]:
    latest_first = sorted(violations, key=lambda one: one.recorded_at, reverse=True)
    return [
        _("%(date)s: %(ground)s (%(state)s)")
        % {
            "date": say_date(violation.occurred_date),
            "ground": ground,
            "state": violation.get_state_display(),
        }
        for violation, ground in with_ground_texts(latest_first)
    ]
