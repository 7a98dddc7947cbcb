"""When what a side sends may reach others: its leg's gate, in the rows."""

import pytest

from parloir.visits.interventions import pause
from parloir.visits.legs import (
    MayNotConnect,
    close_leg,
    must_be_almost_ready,
    must_be_ready,
    open_feeds,
    open_side_leg,
)
from parloir.visits.models import Admission, Leg, Visit
from parloir.visits.muting import claim_mute, had_video_muted_early, note_muted
from parloir.visits.operations import MoveRefused, begin
from parloir.visits.pausing import resume
from parloir.visits.states import AdmissionState
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db

NOW = TEN_ON_MONDAY + 5 * MINUTE


@pytest.fixture
def visit():
    return make_live(make_booking(make_jail()))


def side(visit, name, state):
    left_at = NOW if state == AdmissionState.LEFT else None
    visit.admissions.filter(side=name).update(state=state, left_at=left_at)
    return Admission.objects.select_related("visit").get(visit=visit, side=name)


def leg_of(admission, now=NOW):
    return open_side_leg(admission=admission, sign_in="", now=now).leg


def gates(visit):
    return {feed.role: (feed.has_begun, feed.passes) for feed in open_feeds(visit=visit).values()}


def test_a_leg_opened_at_check_passes_after_the_press_and_no_other_does(visit):
    visitor = side(visit, "visitor", AdmissionState.CHECKING)
    inmate = side(visit, "inmate", AdmissionState.READING)
    leg_of(visitor)
    leg_of(inmate)
    assert gates(visit) == {"visitor": (False, False), "inmate": (False, False)}
    begin(admission=visitor, by=OFFICER, now=NOW + SECOND)
    assert gates(visit) == {"visitor": (True, True), "inmate": (False, False)}
    feed = next(one for one in open_feeds(visit=visit).values() if one.role == "visitor")
    assert feed.asked_for_at == NOW + SECOND


def test_a_leg_that_was_closed_at_check_stays_closed(visit):
    visitor = side(visit, "visitor", AdmissionState.CHECKING)
    closed, used = leg_of(visitor), leg_of(visitor, now=NOW + SECOND)
    close_leg(leg=closed, now=NOW)
    begin(admission=visitor, by=OFFICER, now=NOW + 2 * SECOND)
    opened = dict(Leg.objects.values_list("pk", "gate_opened_at"))
    assert opened == {closed.pk: None, used.pk: NOW + 2 * SECOND}


def test_a_leg_of_a_side_that_has_begun_is_open_from_the_start(visit):
    leg_of(side(visit, "visitor", AdmissionState.READY))
    assert gates(visit) == {"visitor": (True, True)}


def test_nothing_passes_in_a_visit_that_is_not_live(visit):
    leg_of(side(visit, "visitor", AdmissionState.READY))
    Visit.objects.filter(pk=visit.pk).update(state="waiting", started_at=None)
    assert gates(visit) == {"visitor": (True, False)}


def test_a_press_that_is_refused_opens_nothing(visit):
    leg_of(side(visit, "visitor", AdmissionState.CHECKING))
    visitor = side(visit, "visitor", AdmissionState.GREETED)
    with pytest.raises(MoveRefused):
        begin(admission=visitor, by=OFFICER, now=NOW)
    assert gates(visit) == {"visitor": (False, False)}


@pytest.mark.parametrize(
    ("state", "almost", "ready"),
    [
        (AdmissionState.GREETED, False, False),
        (AdmissionState.READING, True, False),
        (AdmissionState.CHECKING, True, False),
        (AdmissionState.READY, True, True),
        (AdmissionState.LEFT, False, False),
    ],
)
def test_how_far_a_side_must_be(visit, state, almost, ready):
    admission = side(visit, "visitor", state)
    for check, allowed in ((must_be_almost_ready, almost), (must_be_ready, ready)):
        if allowed:
            assert check(admission=admission) == visit
        else:
            with pytest.raises(MayNotConnect):
                check(admission=admission)


@pytest.mark.parametrize(
    ("begun_before", "early"),
    [(None, True), (14 * SECOND, True), (15 * SECOND, False), (MINUTE, False)],
)
def test_layers_are_known_fifteen_seconds_after_the_press_not_after_the_connection(
    visit, begun_before, early
):
    leg = leg_of(side(visit, "visitor", AdmissionState.CHECKING), now=NOW - 5 * MINUTE)
    opened = None if begun_before is None else NOW - begun_before
    Leg.objects.filter(pk=leg.pk).update(gate_opened_at=opened)
    pause(visit=visit, by=OFFICER, now=NOW)
    request = claim_mute(leg, is_known=True)
    assert note_muted(leg=leg, request=request, now=NOW)
    assert had_video_muted_early(leg=leg) is early


def test_what_was_muted_and_unmuted_before_the_press_was_never_sent(visit):
    leg = leg_of(side(visit, "visitor", AdmissionState.CHECKING))
    for change in (pause, resume):
        change(visit=Visit.objects.get(pk=visit.pk), by=OFFICER, now=NOW)
        assert note_muted(leg=leg, request=claim_mute(leg, is_known=False), now=NOW)
    assert not had_video_muted_early(leg=leg)
