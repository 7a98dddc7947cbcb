"""Who may open which socket, and what an intent does that names what is another facility's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parloir.accounts.models import Role
from parloir.protocol.intents import (
    Acknowledge,
    AskForTextLine,
    Begin,
    CallStaff,
    Confirm,
    DisputeVisit,
    End,
    EnterPin,
    Finish,
    Intent,
    Leave,
    NotMe,
    SetLanguage,
    SignIn,
    TakeOver,
    WriteLine,
)
from parloir.protocol.wall_intents import (
    AnswerCall,
    Extend,
    HandOver,
    Message,
    Mute,
    Note,
    Open,
    Pause,
    Resume,
    SayWhoPressed,
    Shut,
    StillHere,
    Terminate,
    Unmute,
    Warn,
)
from parloir.scheduling.refusals import Rule
from tests.access.actors import (
    MONITOR,
    MONITOR_ELSEWHERE,
    OWNER,
    STAFF_ELSEWHERE,
    STAFF_HERE,
    STATION,
    Actor,
)

SOCKETS: Mapping[str, frozenset[Actor]] = {
    "ws/monitor/": frozenset({MONITOR, MONITOR_ELSEWHERE}),
    "ws/station/": frozenset({STATION}),
    "ws/visit/<slug:booking>/": frozenset({OWNER}),
    "ws/wall/": frozenset({STAFF_HERE[Role.OFFICER], STAFF_ELSEWHERE[Role.OFFICER]}),
}
"""To whom a socket sends a screen. It is closed (4401) for everybody else."""


@dataclass(frozen=True, slots=True)
class Names:
    """What intents can name: a live visit of another facility, and its people and devices."""

    visit: str
    visitor: str
    officer: str
    device: str
    pin: str
    master_id: str
    inmate_pin: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class IntentRow:
    """`args` name something of another facility. `answer` is `done` or the code of the refusal, on
    a screen that allows the intent. `audits` are the events that it writes there."""

    intent: type[Intent]
    args: Callable[[Names], dict[str, Any]]
    answer: str
    audits: tuple[str, ...] = ()


def about_oneself(
    intent: type[Intent], answer: str = "done", *audits: str, **args: Any
) -> IntentRow:
    """Return the row of an intent that names nothing: it is about the side of its own socket."""
    return IntentRow(intent, lambda _: args, answer, audits)


def about_visit(intent: type[Intent], answer: str = "gone", **args: Any) -> IntentRow:
    """Return the row of an officer's intent: there is no such visit at their facilities."""
    return IntentRow(intent, lambda names: {"visit": names.visit, **args}, answer)


BOTH = ["visitor", "inmate"]

INTENTS = (
    about_oneself(Begin),
    about_oneself(Leave),
    about_oneself(End),
    about_oneself(AskForTextLine, wanted=True),
    about_oneself(WriteLine, key="1", text="Hello."),
    about_oneself(Confirm),
    about_oneself(NotMe),
    about_oneself(Acknowledge),
    about_oneself(Finish),
    about_oneself(TakeOver),
    about_oneself(SetLanguage, lang="es"),
    about_oneself(CallStaff, "done", "call_staff"),
    IntentRow(EnterPin, lambda names: {"pin": names.pin}, Rule.PIN_WRONG_FACILITY, ("enter_pin",)),
    IntentRow(
        SignIn, lambda names: {"master_id": names.master_id, "pin": names.inmate_pin},
        Rule.PIN_UNKNOWN, ("sign_in_inmate",),
    ),
    about_visit(DisputeVisit, "not_allowed_now", choice="saw_nobody"),  # no inmate has signed in
    about_visit(Open),
    about_visit(Shut, "done"),  # it shuts what this officer has opened
    about_visit(Terminate, ground="weapons", conduct=BOTH),
    about_visit(Note, note="A knife."),
    IntentRow(AnswerCall, lambda names: {"device": names.device}, "gone"),
    about_oneself(StillHere),
    about_oneself(SayWhoPressed, "gone", press="nothing"),
    about_visit(Message, sides=BOTH, text="Hello."),
    about_visit(Warn, sides=BOTH, ground="phone", warnings=0),
    about_visit(Mute, side="visitor"),
    about_visit(Unmute, side="visitor"),
    about_visit(Pause),
    about_visit(Resume),
    IntentRow(
        Extend,
        lambda names: {
            "visit": names.visit, "minutes": 5,
            "ends_at": names.ends_at.isoformat().replace("+00:00", "Z"),
        },
        "gone",
    ),
    IntentRow(
        HandOver,
        lambda names: {"visit": names.visit, "to": names.officer, "assigned_officer": ""},
        "gone",
    ),
)  # fmt: skip
