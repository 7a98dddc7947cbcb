"""Interventions happen once, for the first of two officers, and each writes an event."""

from typing import Any

import pytest

from parloir.accounts.models import Role
from parloir.audit.actors import Actor
from parloir.audit.models import AuditEvent
from parloir.bookings.operations.extending import ExtensionRefused
from parloir.sides import BOTH_SIDES, Side
from parloir.visits.intervention_log import InterventionRefused
from parloir.visits.interventions import (
    extend,
    hand_over,
    mute,
    pause,
    send_message,
    take_over,
    unmute,
    warn,
)
from parloir.visits.models import Intervention, PausedFor, Visit
from parloir.visits.operations import end
from parloir.visits.pausing import resume
from parloir.visits.states import Outcome
from tests.factories.companions import allow_parties, make_child
from tests.factories.moments import MINUTE
from tests.factories.people import OFFICER, make_staff, make_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ground
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db

NOW = TEN_ON_MONDAY + 3 * MINUTE
OTHER_OFFICER = Actor("staff", "officer00002")
BY: dict[str, Any] = {"by": OFFICER, "now": NOW}
IN_WORDS: dict[str, Any] = {"sides": BOTH_SIDES, "code": "", "text": "The fire alarm is a test."}


@pytest.fixture
def visit() -> Visit:
    return make_live(make_booking(make_jail()))


def fresh(visit) -> Visit:
    return Visit.objects.get(pk=visit.pk)


ALL = {
    "message": lambda visit: send_message(visit=visit, **IN_WORDS, **BY),
    "warning": lambda visit: warn(
        visit=visit, sides={"visitor", "inmate"}, ground="abuse", warnings=0, **BY
    ),
    "mute": lambda visit: mute(visit=visit, side="visitor", **BY),
    "pause": lambda visit: pause(visit=visit, **BY),
    "extend": lambda visit: extend(visit=visit, minutes=5, ends_at=visit.ends_at, **BY),
    "hand_over": lambda visit: hand_over(
        visit=visit, to=make_staff(Role.OFFICER, visit.facility), assigned_officer="", **BY
    ),
}


@pytest.mark.parametrize("kind", sorted(ALL))
def test_each_is_a_row_and_an_event_that_carries_no_words(visit, kind):
    ALL[kind](visit)

    done = Intervention.objects.get()
    assert (done.kind, done.visit, done.at) == (kind, visit, NOW)
    assert (done.actor_kind, done.actor_ref) == ("staff", OFFICER.ref)
    event = AuditEvent.objects.get(action=f"intervene_{kind}")
    assert event.subject_ref == visit.public_id
    assert "fire alarm" not in str(event.details)


@pytest.mark.parametrize("kind", sorted(ALL))
def test_none_is_possible_once_the_visit_is_over(visit, kind):
    end(visit=visit, outcome=Outcome.ENDED_EARLY, ended_by="visitor", **BY)

    with pytest.raises(InterventionRefused) as refused:
        ALL[kind](visit)

    assert refused.value.reason == InterventionRefused.Reason.NOT_LIVE
    assert Intervention.objects.count() == 0


def test_a_warning_counts_and_the_second_of_two_together_is_refused(visit):
    warn(visit=visit, sides={"visitor"}, ground="phone", warnings=0, **BY)
    with pytest.raises(InterventionRefused) as refused:
        warn(visit=visit, sides={"visitor"}, ground="phone", warnings=0, by=OTHER_OFFICER, now=NOW)

    assert refused.value.reason == InterventionRefused.Reason.OUTDATED
    assert fresh(visit).warnings == 1
    warn(visit=visit, sides={"inmate"}, ground="other", warnings=1, by=OTHER_OFFICER, now=NOW)
    assert fresh(visit).warnings == 2


@pytest.mark.parametrize("ground", ["", "boredom"])
def test_a_warning_needs_a_ground_of_the_catalogue(visit, ground):
    with pytest.raises(InterventionRefused) as refused:
        warn(visit=visit, sides={"visitor"}, ground=ground, warnings=0, **BY)

    assert refused.value.reason == InterventionRefused.Reason.INVALID
    assert fresh(visit).warnings == 0


def test_a_warning_names_a_ground_of_the_visit_s_own_facility(visit):
    make_ground(make_jail(), "shouting")
    make_ground(visit.facility)
    with pytest.raises(InterventionRefused):
        warn(visit=visit, sides={"visitor"}, ground="shouting", warnings=0, **BY)

    warn(visit=visit, sides={"visitor"}, ground="smoking", warnings=0, **BY)
    assert Intervention.objects.get().code == "smoking"


@pytest.mark.parametrize(
    ("changed", "is_sent"),
    [
        ({}, True),
        ({"code": "face", "text": ""}, True),
        ({"code": "face"}, False),
        ({"text": "  "}, False),
        ({"code": "unknown", "text": ""}, False),
        ({"text": "x" * 300}, True),
        ({"text": "x" * 301}, False),
        ({"sides": {"everybody"}}, False),
        ({"sides": set()}, False),
    ],
)
def test_a_message_is_a_ready_one_or_of_at_most_300_signs(visit, changed, is_sent):
    if is_sent:
        send_message(visit=visit, **(IN_WORDS | changed), **BY)
    else:
        with pytest.raises(InterventionRefused):
            send_message(visit=visit, **(IN_WORDS | changed), **BY)

    assert Intervention.objects.count() == is_sent


def test_a_muted_side_is_muted_once_and_unmuted_once(visit):
    mute(visit=visit, side="inmate", **BY)
    assert (fresh(visit).visitor_muted, fresh(visit).inmate_muted) == (False, True)
    with pytest.raises(InterventionRefused):
        mute(visit=visit, side="inmate", by=OTHER_OFFICER, now=NOW)

    unmute(visit=visit, side="inmate", by=OTHER_OFFICER, now=NOW)
    assert fresh(visit).inmate_muted is False
    with pytest.raises(InterventionRefused):
        unmute(visit=visit, side="inmate", **BY)


def test_there_is_no_sound_of_both(visit):
    with pytest.raises(InterventionRefused) as refused:
        mute(visit=visit, side="both", **BY)

    assert refused.value.reason == InterventionRefused.Reason.INVALID


def test_pausing_and_going_on_are_each_for_the_first(visit):
    pause(visit=visit, **BY)
    assert fresh(visit).paused_for == PausedFor.OFFICER
    with pytest.raises(InterventionRefused):
        pause(visit=visit, by=OTHER_OFFICER, now=NOW)

    resume(visit=visit, by=OTHER_OFFICER, now=NOW)
    assert fresh(visit).paused_at is None
    with pytest.raises(InterventionRefused):
        resume(visit=visit, **BY)


def test_more_time_moves_the_end_and_the_booking(visit):
    ends_at = visit.ends_at
    extend(visit=visit, minutes=10, ends_at=ends_at, **BY)

    visit = fresh(visit)
    assert visit.ends_at == visit.booking.ends_at == ends_at + 10 * MINUTE


def test_two_officers_who_extend_together_extend_once(visit):
    ends_at = visit.ends_at
    extend(visit=visit, minutes=5, ends_at=ends_at, **BY)
    with pytest.raises(InterventionRefused) as refused:
        extend(visit=visit, minutes=5, ends_at=ends_at, by=OTHER_OFFICER, now=NOW)

    assert refused.value.reason == InterventionRefused.Reason.OUTDATED
    assert fresh(visit).ends_at == ends_at + 5 * MINUTE


def test_no_more_time_where_the_place_is_taken():
    jail = make_jail(monitors=1, stations=1)
    visit = make_live(make_booking(jail))
    make_booking(jail, starts_at=TEN_ON_MONDAY + 30 * MINUTE)

    with pytest.raises(ExtensionRefused):
        extend(visit=visit, minutes=5, ends_at=visit.ends_at, **BY)

    assert fresh(visit).ends_at == TEN_ON_MONDAY + 30 * MINUTE
    assert Intervention.objects.count() == 0


@pytest.mark.parametrize("minutes", [0, 1, 60])
def test_time_is_given_in_steps(visit, minutes):
    with pytest.raises(InterventionRefused) as refused:
        extend(visit=visit, minutes=minutes, ends_at=visit.ends_at, **BY)

    assert refused.value.reason == InterventionRefused.Reason.INVALID


def test_the_assigned_officer_takes_a_visit_over_once(visit):
    night = make_staff(Role.OFFICER, visit.facility)
    hand_over(visit=visit, to=night, assigned_officer="", **BY)
    by_night = Actor("staff", night.public_id)

    assert take_over(visit=visit, by=OFFICER, now=NOW) is False
    assert take_over(visit=visit, by=by_night, now=NOW) is True
    assert take_over(visit=visit, by=by_night, now=NOW) is False
    assert (fresh(visit).assigned_officer_ref, fresh(visit).assignment_accepted_at) == (
        night.public_id,
        NOW,
    )


def test_the_second_of_two_who_hand_over_together_is_refused(visit):
    first, second = (make_staff(Role.OFFICER, visit.facility) for _ in range(2))
    hand_over(visit=visit, to=first, assigned_officer="", **BY)
    with pytest.raises(InterventionRefused):
        hand_over(visit=visit, to=second, assigned_officer="", by=OTHER_OFFICER, now=NOW)

    hand_over(visit=visit, to=second, assigned_officer=first.public_id, by=OTHER_OFFICER, now=NOW)
    assert fresh(visit).assigned_officer_ref == second.public_id


def test_nobody_hands_over_to_themselves(visit):
    mine = make_staff(Role.OFFICER, visit.facility)
    with pytest.raises(InterventionRefused) as refused:
        hand_over(
            visit=visit, to=mine, assigned_officer="", by=Actor("staff", mine.public_id), now=NOW
        )

    assert refused.value.reason == InterventionRefused.Reason.INVALID


# --- Several visitors -------------------------------------------------------------------------


@pytest.fixture
def family() -> Visit:
    jail, maria = make_jail(), make_visitor(first_name="Maria")
    allow_parties(jail, (1, 1))
    return make_live(make_booking(jail, visitor=maria, minors=(make_child(maria),)))


def child_of(visit) -> str:
    return str(visit.booking.companions.get().person.public_id)


def test_one_of_several_visitors_is_named_alone(family):
    child = child_of(family)
    done = warn(visit=family, sides={"visitor"}, person=child, ground="abuse", warnings=0, **BY)
    assert (done.sides, done.person_ref) == ({Side.VISITOR}, child)
    everybody = send_message(visit=family, sides={"visitor"}, code="light", text="", **BY)
    assert everybody.person_ref == ""


@pytest.mark.parametrize("sides", [BOTH_SIDES, {Side.INMATE}])
def test_a_person_is_named_on_their_own_side_alone(family, sides):
    with pytest.raises(InterventionRefused):
        warn(visit=family, sides=sides, person=child_of(family), ground="abuse", warnings=0, **BY)
    assert fresh(family).warnings == 0


def test_somebody_who_is_not_there_cannot_be_spoken_to(family):
    stranger = make_visitor().public_id
    with pytest.raises(InterventionRefused):
        send_message(visit=family, sides={"visitor"}, person=stranger, code="light", text="", **BY)
    assert not Intervention.objects.exists()


def test_who_came_alone_needs_no_naming(visit):
    alone = visit.booking.visitor.public_id
    done = send_message(visit=visit, sides={"visitor"}, person=alone, code="light", text="", **BY)
    assert done.person_ref == ""
