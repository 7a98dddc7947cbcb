"""What an officer does in a visit, from the wall: one intent, one domain call each."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import assert_never

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parloir.accounts.models import Role, User
from parloir.accounts.policies import may
from parloir.audit.actors import Actor
from parloir.bookings.operations.extending import ExtensionRefused
from parloir.protocol.errors import ErrorCode
from parloir.protocol.wall_intents import (
    Extend,
    HandOver,
    Intervention,
    Message,
    Mute,
    Pause,
    Resume,
    Unmute,
    Warn,
)
from parloir.realtime.errors import IntentRefused
from parloir.visits.intervention_log import InterventionRefused
from parloir.visits.interventions import (
    extend,
    hand_over,
    mute,
    pause,
    send_message,
    unmute,
    warn,
)
from parloir.visits.models import Visit
from parloir.visits.pausing import resume

CANNOT_BE_LONGER = _("This visit cannot be longer.")
WHY_NO_MORE_TIME: Mapping[ExtensionRefused.Taken, Promise] = {
    ExtensionRefused.Taken.INMATE: _(
        "The inmate has another visit then, so that this one cannot be longer."
    ),
    ExtensionRefused.Taken.VISITOR: _(
        "The visitor has another visit then, so that this one cannot be longer."
    ),
    ExtensionRefused.Taken.STATION: _(
        "The station is taken by another visit then, so that this one cannot be longer."
    ),
    ExtensionRefused.Taken.MONITOR: _(
        "The monitor is taken by another visit then, so that this one cannot be longer."
    ),
    ExtensionRefused.Taken.MINOR: CANNOT_BE_LONGER,
}


class WallInterventions:
    """Part of the wall's surface. Each officer acts for themselves, in visits they may see."""

    _officer: User

    @abstractmethod
    def presser(self) -> Actor:
        """Return who acts, and whether the screen is locked."""

    @abstractmethod
    def live_visit(self, public_id: str) -> Visit:
        """The live visit with this id. Raises IntentRefused."""

    def intervene(self, intent: Intervention, *, now: datetime) -> None:
        visit, by = self.live_visit(intent.visit), self.presser()
        with _refusals_of_intents():
            _carry_out(intent, visit, by=by, now=now)


def _carry_out(intent: Intervention, visit: Visit, *, by: Actor, now: datetime) -> None:
    match intent:
        case Message(sides=sides, person=person, code=code, text=text):
            send_message(
                visit=visit, sides=sides, person=person, code=code, text=text, by=by, now=now
            )
        case Warn(sides=sides, person=person, ground=ground, warnings=warnings):
            warn(
                visit=visit,
                sides=sides,
                person=person,
                ground=ground,
                warnings=warnings,
                by=by,
                now=now,
            )
        case Mute(side=side):
            mute(visit=visit, side=side, by=by, now=now)
        case Unmute(side=side):
            unmute(visit=visit, side=side, by=by, now=now)
        case Pause():
            pause(visit=visit, by=by, now=now)
        case Resume():
            resume(visit=visit, by=by, now=now)
        case Extend(minutes=minutes, ends_at=ends_at):
            extend(visit=visit, minutes=minutes, ends_at=ends_at, by=by, now=now)
        case HandOver(to=officer, assigned_officer=assigned_officer):
            to = _officer_of(visit, officer)
            hand_over(visit=visit, to=to, assigned_officer=assigned_officer, by=by, now=now)
        case _:
            assert_never(intent)


def _officer_of(visit: Visit, public_id: str) -> User:
    officer = User.objects.filter(public_id=public_id).first()
    if officer is None or not may(officer, Role.OFFICER, at=visit.facility.slug):
        raise IntentRefused(ErrorCode.BAD_ARGUMENTS)
    return officer


@contextmanager
def _refusals_of_intents() -> Iterator[None]:
    """What the visit refuses is a refused intent."""
    try:
        yield
    except ExtensionRefused as refused:
        raise IntentRefused(ErrorCode.NOT_ALLOWED_NOW, _why_no_more_time(refused)) from refused
    except InterventionRefused as refused:
        raise IntentRefused(_code_for(refused.reason)) from refused


def _code_for(reason: InterventionRefused.Reason) -> ErrorCode:
    match reason:
        case InterventionRefused.Reason.INVALID:
            return ErrorCode.BAD_ARGUMENTS
        case InterventionRefused.Reason.NOT_LIVE | InterventionRefused.Reason.OUTDATED:
            return ErrorCode.GONE
        case _:
            assert_never(reason)


def _why_no_more_time(refused: ExtensionRefused) -> str:
    """Return the sentence for the first of `WHY_NO_MORE_TIME` that is taken."""
    named = (sentence for taken, sentence in WHY_NO_MORE_TIME.items() if taken in refused.taken)
    return str(next(named, CANNOT_BE_LONGER))
