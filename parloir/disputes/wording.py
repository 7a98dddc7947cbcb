"""What is said about a dispute."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parloir.audit.actors import Actor
from parloir.disputes.models import Dispute
from parloir.disputes.policies import DisputeRefused, last_day_to_dispute, refusal_of_dispute
from parloir.facilities.wording import say_date, say_moment
from parloir.visits.models import Visit


@dataclass(frozen=True, slots=True)
class DisputeInWords:
    """A dispute as one of the two sides reads it: the other side's words are not theirs to read.

    `sentence` says what goes on, and is empty while nobody has said anything. `last_day` is empty
    where the reader cannot say anything (any more).
    """

    sentence: str
    said: list[str]
    reason: str
    last_day: str


def dispute_in_words(visit: Visit, *, reader: Actor, now: datetime) -> DisputeInWords | None:
    """Return what this person reads about the dispute of a visit; None if there is none, and they
    cannot open one."""
    dispute = Dispute.objects.filter(visit=visit).first()
    can_speak = refusal_of_dispute(visit, by=reader, now=now) is None
    if dispute is None and not can_speak:
        return None
    return DisputeInWords(
        sentence=_say_dispute(dispute, reader) if dispute is not None else "",
        said=_said_by(dispute, reader) if dispute is not None else [],
        reason=dispute.reason if dispute is not None else "",
        last_day=say_date(last_day_to_dispute(visit)) if can_speak else "",
    )


def _say_dispute(dispute: Dispute, reader: Actor) -> str:
    if not dispute.is_open:
        return say_decision(dispute)
    words = {"when": say_moment(dispute.opened_at, dispute.visit.facility)}
    if reader.kind == "visitor":
        return (
            _("In review since %(when)s: a person looks at it and decides. We write to you.")
            % words
        )
    return (
        _("In review since %(when)s: a person looks at it and decides. You read it here.") % words
    )


def say_why_refused(reason: DisputeRefused.Reason, visit: Visit) -> str:
    match reason:
        case DisputeRefused.Reason.NO_TEXT:
            return _("Write what happened.")
        case DisputeRefused.Reason.TOO_LATE:
            return _(
                "The last day to say that this is not what happened was %(last)s. You can still "
                "call the facility."
            ) % {"last": say_date(last_day_to_dispute(visit))}
        case DisputeRefused.Reason.DECIDED:
            return _("A person has decided about this visit. That happens once for each visit.")
        case DisputeRefused.Reason.TOO_MANY:
            return _("You have written as much as we can keep. Your visit is in review.")
        case DisputeRefused.Reason.NO_ACCOUNT | DisputeRefused.Reason.NOT_THEIRS:
            return _("There is no record of this visit yet. Come back in some minutes.")


def _said_by(dispute: Dispute, reader: Actor) -> list[str]:
    return [one.words for one in dispute.statements.filter(author_ref=reader.ref)]


def say_decision(dispute: Dispute) -> str:
    """Return whether the account stands, once it is decided."""
    if dispute.decision == Dispute.Decision.STANDS:
        return _("The record stays as it was.")
    return _("The record was changed.")
