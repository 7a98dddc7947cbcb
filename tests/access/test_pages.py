"""Everybody comes to every address, and gets what the table says and nothing else."""

from dataclasses import replace

import pytest

from tests.access.actors import (
    ACTORS,
    NOBODY,
    OWNER,
    PROGRAM,
    STAFF_HERE,
    SUPERUSER,
    Actor,
)
from tests.access.house import House
from tests.access.routes import addresses
from tests.access.rows import Answer, Row, everybody
from tests.access.table import TABLE
from tests.access.visit import Outcome, come

pytestmark = pytest.mark.django_db


def test_the_table_has_every_route_and_no_other():
    assert {row.route for row in TABLE} == addresses().keys()


def test_no_row_is_there_twice():
    rows = [str(row) for row in TABLE]
    assert sorted(set(rows)) == sorted(rows)


def as_params(rows: tuple[Row, ...]) -> list[object]:
    return [
        pytest.param(
            row, id=str(row),
            marks=[pytest.mark.xfail(strict=True, reason=row.awaits)] if row.awaits else [],
        )
        for row in rows
    ]  # fmt: skip


@pytest.mark.parametrize("row", as_params(TABLE))
def test_everybody_gets_what_the_table_says(house: House, row: Row):
    outcomes = {actor: come(house, row, actor) for actor in _who_comes(row)}

    assert {str(actor): one.answer for actor, one in outcomes.items()} == {
        str(actor): row.answer_for(actor) for actor in outcomes
    }
    assert _mistakes(row, outcomes) == []


def _who_comes(row: Row) -> tuple[Actor, ...]:
    """A page that is the same for everybody is looked at by one of each kind."""
    if row.policy is not everybody or row.but:
        return ACTORS
    kinds = {actor.kind: actor for actor in ACTORS if actor.is_here or actor == NOBODY}
    return tuple(kinds.values())


def _mistakes(row: Row, outcomes: dict[Actor, Outcome]) -> list[str]:
    found = []
    for actor, outcome in outcomes.items():
        if outcome.tables - _may_be_written(row, actor, outcome):
            found.append(f"{actor}: writes {sorted(outcome.tables)}")
        if outcome.events != _events_of(row, actor):
            found.append(f"{actor}: writes events {sorted(outcome.events)}")
        if outcome.shows_marker and not _may_read(row, actor):
            found.append(f"{actor}: reads somebody's name")
        if row.cache not in outcome.cache:
            found.append(f"{actor}: Cache-Control is {outcome.cache!r}")
    return found


def _events_of(row: Row, actor: Actor) -> frozenset[str]:
    is_done = row.is_allowed(actor) and actor != row.known_already
    return row.audits if is_done else frozenset()


def _may_be_written(row: Row, actor: Actor, outcome: Outcome) -> frozenset[str]:
    """A refusal changes nothing, and neither does reading."""
    if not row.is_allowed(actor):
        return frozenset()
    if row.method == "POST":
        return outcome.tables
    return row.writes


def _may_read(row: Row, actor: Actor) -> bool:
    """Names of this facility's people are for its own staff, and for the people themselves."""
    return row.is_allowed(actor) and (actor.is_here or row.names_inmate)


REFUSALS = {
    Answer.SIGN_IN, Answer.HOME, Answer.CONFIGURATION, Answer.UNKNOWN_CALLER, Answer.FORBIDDEN,
    Answer.NOT_FOUND, Answer.WRONG_METHOD,
}  # fmt: skip
MIGHT = (NOBODY, OWNER, *STAFF_HERE.values(), SUPERUSER, PROGRAM)
"""The people who may do most in this house."""
ROUTES = sorted({row.route for row in TABLE})
# The view of a library, which looks at nothing of the request.
ANSWERS_EVERY_METHOD = {"api_v1:openapi-json"}


@pytest.mark.parametrize("route", ROUTES)
def test_a_form_sent_to_a_page_that_is_read_changes_nothing(house: House, route: str):
    rows = [row for row in TABLE if row.route == route]
    if "POST" not in {row.method for row in rows}:
        for actor in MIGHT:
            outcome = come(house, replace(rows[0], method="POST"), actor)
            assert outcome.tables == frozenset(), str(actor)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_another_method_is_refused(house: House, method: str):
    for route in sorted(set(ROUTES) - ANSWERS_EVERY_METHOD):
        row = next(row for row in TABLE if row.route == route)
        for actor in (NOBODY, SUPERUSER, PROGRAM):
            outcome = come(house, replace(row, method=method), actor)
            assert outcome.answer in REFUSALS, f"{route} by {actor}: {outcome.answer}"
            assert outcome.tables == frozenset(), f"{route} by {actor}"


@pytest.mark.parametrize("row", [row for row in TABLE if row.method == "POST"], ids=str)
def test_a_form_needs_the_token_of_its_page(house: House, row: Row):
    """Another site can send a form, but does not know the token (CSRF)."""
    does = next((one for one in ACTORS if row.is_allowed(one) and one.is_here), NOBODY)

    outcome = come(house, row, does, checks_csrf=True)

    assert (outcome.answer == Answer.FORBIDDEN) is row.needs_csrf_token
    assert (outcome.tables == frozenset()) is row.needs_csrf_token
