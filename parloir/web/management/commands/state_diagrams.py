"""Print the tables of states as diagrams: `manage.py state_diagrams > docs/reference/states.md`."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import TextChoices
from django.utils import translation

from parloir.bookings.states import TRANSITIONS as BOOKING_TRANSITIONS
from parloir.bookings.states import BookingState
from parloir.sanctions.states import (
    APPEAL_TRANSITIONS,
    REVIEW_TRANSITIONS,
    VIOLATION_TRANSITIONS,
    AppealState,
    ReviewState,
    ViolationState,
)
from parloir.visits.states import (
    ADMISSION_TRANSITIONS,
    VISIT_TRANSITIONS,
    AdmissionState,
    Outcome,
    VisitState,
)

_INTRODUCTION = """\
# States

What can be in which state, and how it gets from one to another. Every move is a compare-and-set
on the row, with its audit event in the same transaction; a move that is not here is refused.

This page is written by `manage.py state_diagrams`, from the tables in each `states.py`.
"""


class Command(BaseCommand):
    help = "Print every table of states as a Mermaid diagram in Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write(states_page(), ending="")


def states_page() -> str:
    parts = [
        _INTRODUCTION,
        _section(
            "Booking",
            BOOKING_TRANSITIONS,
            {BookingState.RESERVED: "a time is chosen", BookingState.BOOKED: "Finish"},
        ),
        _section("Visit", VISIT_TRANSITIONS, {VisitState.WAITING: ""}),
        _outcomes(),
        _section(
            "Admission",
            ADMISSION_TRANSITIONS,
            {
                AdmissionState.GREETED: "visitor at a monitor",
                AdmissionState.READING: "inmate at a station",
                AdmissionState.CHECKING: "visitor on an own device",
            },
        ),
        _section(
            "Violation",
            VIOLATION_TRANSITIONS,
            {ViolationState.UPHELD: "", ViolationState.UNDER_REVIEW: "“other”"},
        ),
        _section("Review", REVIEW_TRANSITIONS, {ReviewState.OPEN: ""}),
        _section("Appeal", APPEAL_TRANSITIONS, {AppealState.OPEN: ""}),
    ]
    return "\n".join(parts)


def _section(
    title: str,
    table: Mapping[Any, frozenset[Any]],
    initial: Mapping[Any, str],
) -> str:
    lines = [f"## {title}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {state.label}" for state in table]
    lines += [
        f"    [*] --> {state.value}" + (f" : {words}" if words else "")
        for state, words in initial.items()
    ]
    for state, goals in table.items():
        lines += [f"    {state.value} --> {goal.value}" for goal in type(state) if goal in goals]
        if not goals:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join([*lines, "```", ""])


def _outcomes() -> str:
    lines = ["A visit that has ended has one outcome:", ""]
    outcomes: type[TextChoices] = Outcome
    lines += [f"- `{outcome.value}`: {outcome.label}" for outcome in outcomes]
    return "\n".join([*lines, ""])
