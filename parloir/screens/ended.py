"""The last screen of a visit: its outcome, and the consequences for each visitor."""

from datetime import datetime

from django.utils.translation import gettext as _

from parloir.bookings.queries import adults_of
from parloir.facilities.wording import say_date
from parloir.protocol.screens.visit import EndedScreen, Terminated
from parloir.sanctions.catalogue import say_ground
from parloir.sanctions.grounds import OTHER
from parloir.sanctions.models import Restriction, Violation
from parloir.screens.common import first_name_of_other
from parloir.sides import Side
from parloir.visits.models import Admission, Termination, Visit
from parloir.visits.states import Outcome


def ended(admission: Admission, *, coming: str | None = None) -> EndedScreen:
    """Return the last screen at a device. `coming` says which visit is next."""
    return _ended(admission, coming=coming, until_at=admission.thanks_until)


def ended_at_home(admission: Admission, *, home: str) -> EndedScreen:
    """Return the last screen in a remote room. `home` is the address to continue at."""
    return _ended(admission, home=home)


def _ended(
    admission: Admission,
    *,
    coming: str | None = None,
    until_at: datetime | None = None,
    home: str | None = None,
) -> EndedScreen:
    visit = admission.visit
    return EndedScreen(
        title=_title_of_end(visit),
        text=_text_of_end(admission),
        outcome=visit.outcome,
        terminated=_terminated(admission),
        next=coming,
        until_at=until_at,
        home=home,
    )


def _title_of_end(visit: Visit) -> str:
    if visit.outcome == Outcome.TERMINATED:
        return _("An officer has ended this visit.")
    if visit.outcome == Outcome.RESTRICTED:
        return _("This visit has ended.")
    if visit.started_at is None:
        return _("The visit could not take place.")
    return _("The visit is over. Thank you.")


def _text_of_end(admission: Admission) -> str:
    visit = admission.visit
    first_name = first_name_of_other(admission.side, visit)
    outcome = visit.outcome
    if outcome == Outcome.RESTRICTED:
        return _text_of_restricted(admission)
    if outcome == Outcome.ENDED_EARLY and visit.ended_by != admission.side:
        return _("%(name)s has ended the visit.") % {"name": first_name}
    if outcome == Outcome.ENDED_EARLY:
        return _("You have ended the visit.")
    if outcome == Outcome.COMPLETED:
        return _("The time of this visit is over.")
    if outcome == Outcome.TERMINATED:
        return ""
    if outcome == Outcome.CLOSED:
        return _("The facility had to close this visit. It is not because of you.")
    if outcome == Outcome.CANCELLED:
        return _("This visit was cancelled.")
    if outcome == Outcome.TECHNICAL:
        return _("The fault was on our side, not yours. Please book another visit.")
    return _("%(name)s did not come in time. It does not count against you.") % {"name": first_name}


def _text_of_restricted(admission: Admission) -> str:
    if admission.side == Side.INMATE:
        return _("It cannot go on. It was not for anything that you did.")
    if len(adults_of(admission.visit.booking)) > 1:
        return _(
            "It has just been decided that visits are not possible for one of you for now. We "
            "have written to them why, until when, and how to have it reviewed."
        )
    return _(
        "It has just been decided that visits are not possible for you for now. We have "
        "written to you why, until when, and how to have it reviewed."
    )


def _terminated(admission: Admission) -> Terminated | None:
    """Return the ground, the consequences and how to have them reviewed, in words."""
    visit = admission.visit
    if visit.outcome != Outcome.TERMINATED:
        return None
    if visit.ground == OTHER:
        ground = _("The reason will be reviewed by a person.")
    else:
        ground = _("The reason: %(ground)s.") % {"ground": say_ground(visit.ground, visit.facility)}
    return Terminated(
        ground=ground,
        consequences=_consequences(admission),
        review=_(
            "If you think that this is wrong, call %(facility)s at %(phone)s and ask for a review."
        )
        % {"facility": visit.facility.name, "phone": _phone_for(admission)},
    )


def _phone_for(admission: Admission) -> str:
    """Return the facility's number as the visitor dials it; an inmate is in its country."""
    visit = admission.visit
    own = visit.booking.visitor.phone if admission.side == Side.VISITOR else ""
    return visit.facility.phone_for(own)


def _consequences(admission: Admission) -> list[str]:
    """Return the consequences for each visitor, as soon as they are recorded."""
    visit = admission.visit
    if admission.side != Side.VISITOR or Termination.objects.filter(visit=visit).exists():
        return []
    violations = {
        one.visitor_id: one for one in Violation.objects.filter(visit_ref=visit.public_id)
    }
    adults = adults_of(visit.booking)
    if len(adults) == 1:
        return [_consequence(violations.get(visit.booking.visitor_id))]
    return [f"{one.full_name}: {_consequence(violations.get(one.pk))}" for one in adults]


def _consequence(violation: Violation | None) -> str:
    if violation is None:
        return _("Nothing is held against you.")
    if violation.state == Violation.State.UNDER_REVIEW:
        return _("Nothing is decided yet. We write to you when it is.")
    restriction = Restriction.objects.filter(violation=violation, lifted_at__isnull=True).first()
    if restriction is None:
        return _("Nothing is held against you.")
    if restriction.until_date is None:
        return _("Visits at this facility are no longer possible for you, on-site or remote.")
    return _(
        "Visits at this facility are not possible for you until and including %(date)s, "
        "on-site or remote."
    ) % {"date": say_date(restriction.until_date)}
