"""What an officer does in a visit, from the wall: one intent, one domain call each."""

from abc import abstractmethod
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parloir.accounts.models import Role, User
from parloir.accounts.policies import actor_of, may
from parloir.bookings.extending import ExtensionRefused
from parloir.realtime.errors import IntentRefused
from parloir.realtime.messages import BadMessage, Intent
from parloir.visits.interventions import (
    LONGEST_MESSAGE,
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
from parloir.visits.telling import InterventionRefused

INTERVENTIONS = frozenset(
    {"message", "warn", "mute", "unmute", "pause", "resume", "extend", "hand_over"}
)


class WallInterventions:
    """Part of the wall's surface. Each officer acts for themselves, in visits they may see."""

    _officer: User

    @abstractmethod
    def _visit(self, intent: Intent) -> Visit:
        """The live visit that the intent names. Raises IntentRefused."""

    def do_message(self, intent: Intent, *, now: datetime) -> None:
        self._intervene(
            send_message, intent, now=now,
            side=intent.text("side", most=8),
            person=_person(intent),
            code=intent.text("code", most=20) if "code" in intent.args else "",
            text=intent.text("text", most=LONGEST_MESSAGE) if "text" in intent.args else "",
        )  # fmt: skip

    def do_warn(self, intent: Intent, *, now: datetime) -> None:
        self._intervene(
            warn, intent, now=now,
            side=intent.text("side", most=8),
            person=_person(intent),
            ground=intent.text("ground", most=20),
            warned=intent.number("warned", most=1000),
        )  # fmt: skip

    def do_mute(self, intent: Intent, *, now: datetime) -> None:
        self._intervene(mute, intent, party=intent.text("side", most=8), now=now)

    def do_unmute(self, intent: Intent, *, now: datetime) -> None:
        self._intervene(unmute, intent, party=intent.text("side", most=8), now=now)

    def do_pause(self, intent: Intent, *, now: datetime) -> None:
        self._intervene(pause, intent, now=now)

    def do_resume(self, intent: Intent, *, now: datetime) -> None:
        self._intervene(resume, intent, now=now)

    def do_extend(self, intent: Intent, *, now: datetime) -> None:
        self._intervene(
            extend, intent, now=now,
            minutes=intent.number("minutes", most=60),
            ends_at=intent.instant("ends_at"),
        )  # fmt: skip

    def do_hand_over(self, intent: Intent, *, now: datetime) -> None:
        visit = self._visit(intent)
        to = User.objects.filter(public_id=intent.text("to", most=12)).first()
        if to is None or not may(to, Role.OFFICER, at=visit.facility.slug):
            raise BadMessage("bad_arguments")
        self._intervene(hand_over, intent, to=to, keeper=intent.text("keeper", most=12), now=now)

    def _intervene(self, operation: Any, intent: Intent, **fields: Any) -> None:
        try:
            operation(visit=self._visit(intent), by=actor_of(self._officer), **fields)
        except ExtensionRefused as refused:
            raise IntentRefused("not_allowed_now", _why_no_more_time(refused)) from refused
        except InterventionRefused as refused:
            if refused.reason == "bad":
                raise BadMessage("bad_arguments") from refused
            raise IntentRefused("gone") from refused


def _person(intent: Intent) -> str:
    """One of several visitors; empty where the whole side is meant."""
    return intent.text("person", most=12) if "person" in intent.args else ""


def _why_no_more_time(refused: ExtensionRefused) -> str:
    if "inmate" in refused.taken:
        return _("The inmate has another visit then, so that this one cannot be longer.")
    if "visitor" in refused.taken:
        return _("The visitor has another visit then, so that this one cannot be longer.")
    if "station" in refused.taken:
        return _("The station is taken by another visit then, so that this one cannot be longer.")
    if "monitor" in refused.taken:
        return _("The monitor is taken by another visit then, so that this one cannot be longer.")
    return _("This visit cannot be longer.")
