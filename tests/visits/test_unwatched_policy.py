"""What happens while no officer is present: the facility's policy."""

import pytest

from parloir.accounts.models import Role
from parloir.visits.due import run_due_transitions
from parloir.visits.interventions import pause
from parloir.visits.models import Visit
from parloir.visits.officers_present import FRESH, is_officer_present
from parloir.visits.states import VisitState
from parloir.visits.supervision import come_on_duty, go_off_duty, stay_on_duty
from parloir.visits.unwatched_policy import ABSENT_AFTER, enforce
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER, make_staff
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db

NOW = TEN_ON_MONDAY + 5 * MINUTE
CONSOLE = "web-1:console"


def arrive(jail, now, *, is_visible=True):
    officer = make_staff(Role.OFFICER, jail)
    come_on_duty(officer=officer, connection=CONSOLE, facilities=[jail.slug], now=now)
    stay_on_duty(connection=CONSOLE, is_visible=is_visible, visits=[], now=now)


def fresh(visit) -> Visit:
    return Visit.objects.get(pk=visit.pk)


def watch_for(seconds, *, since=NOW):
    """Enforce the policies at `since`, and again after so many seconds."""
    enforce(now=since)
    enforce(now=since + seconds * SECOND)


def test_an_officer_is_present_with_a_visible_page_and_a_fresh_heartbeat():
    jail = make_jail()
    assert is_officer_present(jail, now=NOW) is False

    arrive(jail, NOW, is_visible=False)
    assert is_officer_present(jail, now=NOW) is False

    stay_on_duty(connection=CONSOLE, is_visible=True, visits=[], now=NOW)
    assert is_officer_present(jail, now=NOW + FRESH - SECOND) is True
    assert is_officer_present(jail, now=NOW + FRESH) is False
    assert is_officer_present(make_jail(), now=NOW) is False


def test_an_officer_who_leaves_is_not_present():
    jail = make_jail()
    arrive(jail, NOW)
    go_off_duty(connection=CONSOLE, now=NOW)
    assert is_officer_present(jail, now=NOW) is False


@pytest.mark.parametrize("choice", ["allow", "mark"])
def test_visits_begin_without_anybody_where_they_may(choice):
    visit = make_live(make_booking(make_jail(unattended=choice)))
    assert visit.state == VisitState.LIVE


@pytest.mark.parametrize("choice", ["hold", "pause"])
def test_visits_are_held_until_somebody_is_there(choice):
    jail = make_jail(unattended=choice)
    visit = make_live(make_booking(jail))
    assert visit.state == VisitState.WAITING

    run_due_transitions(now=NOW)
    assert fresh(visit).state == VisitState.WAITING
    arrive(jail, NOW)
    run_due_transitions(now=NOW)
    assert fresh(visit).state == VisitState.LIVE


def live_in(jail) -> Visit:
    arrive(jail, TEN_ON_MONDAY)
    visit = make_live(make_booking(jail))
    go_off_duty(connection=CONSOLE, now=TEN_ON_MONDAY)
    return visit


@pytest.mark.parametrize(
    ("choice", "paused", "marked"),
    [("allow", "", False), ("mark", "", True), ("hold", "", False), ("pause", "unwatched", False)],
)
def test_live_visits_with_nobody_there(choice, paused, marked):
    visit = live_in(make_jail(unattended=choice))

    watch_for(ABSENT_AFTER.seconds)

    visit = fresh(visit)
    assert (visit.paused_for, visit.went_unwatched) == (paused, marked)


@pytest.mark.parametrize("choice", ["mark", "pause"])
def test_a_console_that_reloads_pauses_and_marks_nothing(choice):
    jail = make_jail(unattended=choice)
    visit = live_in(jail)
    watch_for(ABSENT_AFTER.seconds - 1)
    arrive(jail, NOW + ABSENT_AFTER)
    enforce(now=NOW + ABSENT_AFTER)

    visit = fresh(visit)
    assert (visit.paused_for, visit.went_unwatched) == ("", False)


def test_a_visit_goes_on_as_soon_as_somebody_is_there():
    jail = make_jail(unattended="pause")
    visit = live_in(jail)
    watch_for(60)
    assert fresh(visit).is_paused
    arrive(jail, NOW + 2 * MINUTE)

    enforce(now=NOW + 2 * MINUTE)

    assert not fresh(visit).is_paused


def test_what_an_officer_has_paused_is_for_an_officer_to_let_go_on():
    jail = make_jail(unattended="pause")
    visit = live_in(jail)
    pause(visit=visit, by=OFFICER, now=NOW)
    watch_for(60)
    arrive(jail, NOW + 2 * MINUTE)

    enforce(now=NOW + 2 * MINUTE)

    assert fresh(visit).paused_for == "officer"
