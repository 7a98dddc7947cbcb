"""The tables of states are complete, and operations obey them."""

import pytest
from django.db import transaction

from parloir.bookings import states as booking_states
from parloir.bookings.models import Booking
from parloir.bookings.operations import close, reserve
from parloir.bookings.states import BookingState
from parloir.visits.models import Admission, Visit
from parloir.visits.operations import (
    MoveRefused,
    acknowledge_rules,
    begin,
    confirm_names,
    end,
    leave,
)
from parloir.visits.states import (
    ADMISSION_TRANSITIONS,
    VISIT_TRANSITIONS,
    AdmissionState,
    Outcome,
    VisitState,
)
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import KIOSK, OFFICER, as_visitor
from tests.factories.places import make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_visitor,
    make_booking,
    make_live,
    request_for,
)

pytestmark = pytest.mark.django_db

TABLES = [
    (BookingState, booking_states.TRANSITIONS, {BookingState.BOOKED, BookingState.RESERVED}),
    (VisitState, VISIT_TRANSITIONS, {VisitState.WAITING}),
    (
        AdmissionState,
        ADMISSION_TRANSITIONS,
        {AdmissionState.GREETED, AdmissionState.READING, AdmissionState.CHECKING},
    ),
]


@pytest.mark.parametrize(("states", "table", "initial"), TABLES)
def test_every_state_is_in_its_table_and_reached_from_an_initial_one(states, table, initial):
    assert set(table) == set(states)
    reached, new = set(), set(initial)
    while new:
        reached |= new
        new = {goal for state in new for goal in table[state]} - reached
    assert reached == set(states)


@pytest.mark.parametrize(("states", "table", "initial"), TABLES)
def test_no_state_leads_to_itself_and_an_end_is_reached_from_each(states, table, initial):
    ends = {state for state in states if not table[state]}
    assert ends
    for state in states:
        assert state not in table[state]
        assert state in ends or ends & table[state]


def make_booking_in(state: BookingState) -> Booking:
    if state == BookingState.RESERVED:
        booking_request = request_for(make_jail())
        return reserve(
            booking_request=booking_request,
            starts_at=TEN_ON_MONDAY,
            by=as_visitor(booking_request.visitor),
            now=NINE_ON_MONDAY,
        )
    booking = make_booking(make_jail())
    closed_at = None if state in booking_states.OPEN else TEN_ON_MONDAY
    Booking.objects.update(state=state, closed_at=closed_at)
    return booking


@pytest.mark.parametrize("goal", sorted(set(BookingState) - set(booking_states.OPEN)))
@pytest.mark.parametrize("source", BookingState)
def test_a_booking_is_closed_as_its_table_says(source, goal):
    booking = make_booking_in(source)
    with transaction.atomic():
        moved = close(booking=booking, state=goal, by=OFFICER, now=TEN_ON_MONDAY)
    assert moved == (goal in booking_states.TRANSITIONS[source])
    assert Booking.objects.get().state == (goal if moved else source)


@pytest.mark.parametrize("goal", booking_states.OPEN)
def test_a_booking_is_not_closed_as_an_open_state(goal):
    booking = make_booking(make_jail())
    with pytest.raises(ValueError, match="is not closed as"):
        close(booking=booking, state=goal, by=OFFICER, now=TEN_ON_MONDAY)


MOVES = {
    AdmissionState.READING: confirm_names,
    AdmissionState.CHECKING: acknowledge_rules,
    AdmissionState.READY: begin,
    AdmissionState.LEFT: leave,
}


@pytest.mark.parametrize("goal", MOVES)
@pytest.mark.parametrize("source", AdmissionState)
def test_an_admission_moves_as_its_table_says(source, goal):
    admission = admit_visitor(make_booking(make_jail()), now=TEN_ON_MONDAY)
    left_at = TEN_ON_MONDAY if source == AdmissionState.LEFT else None
    Admission.objects.update(state=source, left_at=left_at)
    if goal in ADMISSION_TRANSITIONS[source]:
        MOVES[goal](admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
        assert Admission.objects.get().state == goal
    else:
        with pytest.raises(MoveRefused):
            MOVES[goal](admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
        assert Admission.objects.get().state == source


@pytest.mark.parametrize("source", VisitState)
def test_a_visit_ends_from_the_states_that_its_table_says(source):
    visit = make_live(make_booking(make_jail()))
    if source == VisitState.WAITING:
        Visit.objects.update(state=source, started_at=None)
    if source == VisitState.ENDED:
        Visit.objects.update(state=source, ended_at=TEN_ON_MONDAY, outcome=Outcome.COMPLETED)
    with transaction.atomic():
        moved = end(
            visit=visit, outcome=Outcome.ENDED_EARLY, by=OFFICER, now=TEN_ON_MONDAY,
            ended_by="visitor",
        )  # fmt: skip
    assert moved == (VisitState.ENDED in VISIT_TRANSITIONS[source])
    assert Visit.objects.get().state == VisitState.ENDED
