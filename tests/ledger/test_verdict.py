"""The verdict, its table, and what holds for every account."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.ledger.account import OURS, Account, Cause, Fault, Measured, Party
from parloir.ledger.half_minutes import WHOLE_MS, half_minute_of, half_minutes_in
from parloir.ledger.verdict import verdict
from parloir.scheduling.intervals import Interval
from parloir.sides import Side
from tests.factories.moments import MINUTE, SECOND
from tests.ledger.accounts import (
    ALL_WELL,
    HALF_MINUTES,
    NOTHING,
    PICTURE_ALONE,
    SOUND_ALONE,
    VISIT,
    Made,
    account,
    always,
    cut_at,
    minute,
    until,
)

QUARTER, HALF, THREE_QUARTERS = minute(7.5), minute(15), minute(22.5)
MS_OF_A_MINUTE = 60_000
OWN = {Side.VISITOR: Fault.VISITOR, Side.INMATE: Fault.INMATE}


def no_packet(side):
    return account(side, Made(always(Measured(received_sound_ms=0))))


def sound_alone(side):
    return account(side, Made(always(SOUND_ALONE)))


def picture_alone(side):
    return account(side, Made(always(PICTURE_ALONE)))


def link_cut(moment):
    """Sound and picture of the side end, and do not reach it, while its page stays."""
    return lambda side: account(side, Made(until(moment) | dict.fromkeys(_after(moment), NOTHING)))


def page_gone(moment):
    return lambda side: account(side, cut_at(moment))


def house_killed(side):
    """The process that served the side wrote nothing more, and nobody noted why."""
    return account(side, Made(until(QUARTER)))


def house_killed_and_restarted(side):
    return account(side, cut_at(QUARTER, Cause.PROCESS_LOST))


def media_server_killed(side):
    lost = cut_at(QUARTER, Cause.MEDIA_LOST)
    return account(side, lost, cut_at(QUARTER, Cause.MEDIA_LOST))


def claims_to_have_received_nothing(side):
    return account(side, Made(by_browser=always(NOTHING)))


def claims_to_have_received_all(side):
    """The other side sent nothing after a quarter."""
    other = Made(until(QUARTER) | dict.fromkeys(_after(QUARTER), NOTHING))
    return account(side.other, other, Made(by_browser=always(ALL_WELL)))


def facility_closes(side):
    return account(
        there=(Interval(VISIT.starts_at, QUARTER),),
        cut_short=Interval(QUARTER, VISIT.ends_at),
        ended_by="clock",
    )


def _after(moment):
    return [at for at in HALF_MINUTES if at >= moment]


COMPLETED = None
# Scene: the verdict if it befalls the visitor at home, and if it befalls the inmate at a station;
# and how many minutes the facility and the system owe then.
TABLE = {
    "no packet at all": (no_packet, (Fault.VISITOR, 0), (Fault.INMATE, 0)),
    "sound alone": (sound_alone, (COMPLETED, 0), (COMPLETED, 0)),
    "picture alone": (picture_alone, (COMPLETED, 0), (COMPLETED, 0)),
    "cut at a quarter": (link_cut(QUARTER), (Fault.VISITOR, 0), (Fault.INMATE, 0)),
    "cut at half": (link_cut(HALF), (Fault.VISITOR, 0), (Fault.INMATE, 0)),
    "cut just after half": (link_cut(minute(15.5)), (COMPLETED, 0), (COMPLETED, 0)),
    "cut at three quarters": (link_cut(THREE_QUARTERS), (COMPLETED, 0), (COMPLETED, 0)),
    "page gone at a quarter": (page_gone(QUARTER), (Fault.VISITOR, 0), (Fault.FACILITY, 22.5)),
    "page gone at half": (page_gone(HALF), (Fault.VISITOR, 0), (Fault.FACILITY, 15)),
    "page gone at three quarters": (page_gone(THREE_QUARTERS), (COMPLETED, 0), (COMPLETED, 7.5)),
    "house killed": (house_killed, (Fault.SYSTEM, 22.5), (Fault.SYSTEM, 22.5)),
    "house restarted": (house_killed_and_restarted, (Fault.SYSTEM, 22.5), (Fault.SYSTEM, 22.5)),
    "media server killed": (media_server_killed, (Fault.SYSTEM, 22.5), (Fault.SYSTEM, 22.5)),
    "claims nothing": (claims_to_have_received_nothing, (Fault.VISITOR, 0), (Fault.INMATE, 0)),
    "claims all": (claims_to_have_received_all, (Fault.INMATE, 0), (Fault.VISITOR, 0)),
    "facility closes": (facility_closes, (Fault.FACILITY, 22.5), (Fault.FACILITY, 22.5)),
}


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("name", TABLE)
def test_verdict_of_the_table(name, side):
    scene, *expected = TABLE[name]
    fault, minutes_owed = expected[list(Side).index(side)]
    found = verdict(scene(side))
    assert (found.fault, found.owed_ms) == (fault, minutes_owed * MS_OF_A_MINUTE)
    assert found.counts == (fault in {COMPLETED, Fault.VISITOR})
    assert found.there_ms == 30 * MS_OF_A_MINUTE


@pytest.mark.parametrize("side", list(Side))
def test_device_that_is_switched_off_is_the_facilitys_on_both_sides(side):
    found = verdict(account(side, cut_at(QUARTER), is_remote=False))
    assert found.fault == Fault.FACILITY


@pytest.mark.parametrize("side", list(Side))
def test_visit_in_which_nothing_ever_came_from_either_side_failed_through_the_system(side):
    nothing = Made(always(NOTHING))
    assert verdict(account(side, nothing, nothing)).fault == Fault.SYSTEM


def test_both_gone_for_a_cause_is_not_the_systems():
    """Each direction was lost to the side that sends; equal losses are decided for the visitor."""
    gone = cut_at(QUARTER, Cause.LINK_LOST)
    assert verdict(account(Side.VISITOR, gone, gone)).fault == Fault.FACILITY


@pytest.mark.parametrize("side", list(Side))
def test_half_is_not_more_than_half(side):
    ten_seconds = Interval(VISIT.starts_at, VISIT.starts_at + 10 * SECOND)
    for received_ms, is_completed in ((5000, False), (5001, True)):
        sent = Measured(sent_sound_ms=received_ms, received_sound_ms=WHOLE_MS)
        made = Made({VISIT.starts_at: sent})
        assert verdict(account(side, made, there=(ten_seconds,))).is_completed == is_completed


def test_kinds_are_not_added_up():
    """Sound in one half-minute of three and picture in another are a third each."""
    kinds = [SOUND_ALONE, PICTURE_ALONE, NOTHING]
    made = Made({at: kinds[number % 3] for number, at in enumerate(HALF_MINUTES)})
    found = verdict(account(Side.VISITOR, made))
    assert found.fault == Fault.VISITOR
    assert found.received[Side.INMATE].sound_ms == 10 * MS_OF_A_MINUTE
    assert found.received[Side.INMATE].picture_ms == 10 * MS_OF_A_MINUTE


def test_paused_time_is_nobodys_loss():
    there = (Interval(VISIT.starts_at, QUARTER), Interval(THREE_QUARTERS, VISIT.ends_at))
    quiet = {at: NOTHING for at in _after(QUARTER) if at < THREE_QUARTERS}
    found = verdict(account(Side.VISITOR, Made(always(ALL_WELL) | quiet), there=there))
    assert (found.fault, found.there_ms) == (COMPLETED, 15 * MS_OF_A_MINUTE)


def test_what_an_officer_muted_is_not_missed_by_the_browser():
    """The packets arrive at the media server, and it does not pass them on."""
    muted = Made(muted=(VISIT,))
    assert verdict(account(Side.VISITOR, muted, Made(by_browser=always(NOTHING)))).is_completed
    assert not verdict(account(Side.VISITOR, Made(), Made(by_browser=always(NOTHING)))).is_completed


@pytest.mark.parametrize(
    ("ended_by", "fault"),
    [("visitor", Fault.VISITOR), ("inmate", Fault.INMATE), ("clock", Fault.SYSTEM)],
)
def test_visit_without_a_moment_together_is_failed_by_who_ended_it(ended_by, fault):
    assert verdict(account(there=(), ended_by=ended_by)).fault == fault


# --- For every account -------------------------------------------------------------------------

_MS = st.integers(0, WHOLE_MS)
_MEASURED = st.builds(
    Measured,
    sent_sound_ms=_MS,
    sent_picture_ms=_MS,
    received_sound_ms=_MS,
    received_picture_ms=_MS,
)
_SPAN = Interval(VISIT.starts_at + 7 * SECOND, VISIT.starts_at + 3 * MINUTE)
_TIMES = [half_minute_of(part.starts_at) for part in half_minutes_in(_SPAN)]
_PARTIES = st.builds(
    Made,
    by_server=st.dictionaries(st.sampled_from(_TIMES), _MEASURED),
    by_browser=st.dictionaries(st.sampled_from(_TIMES), _MEASURED),
    interruptions=st.lists(st.sampled_from(Cause), max_size=2).map(
        lambda causes: cut_at(_TIMES[2], *causes).interruptions if causes else ()
    ),
)
_ACCOUNTS = st.builds(
    lambda one, other, is_remote: account(
        Side.VISITOR, one, other, is_remote=is_remote, there=(_SPAN,)
    ),
    _PARTIES,
    _PARTIES,
    st.booleans(),
)


def _without_browser(found: Account, side: Side) -> Account:
    party = found.parties[side]
    silent = Party(
        is_at_our_device=party.is_at_our_device,
        by_server=party.by_server,
        interruptions=party.interruptions,
    )
    return Account(there=found.there, parties={**found.parties, side: silent})


@given(_ACCOUNTS)
def test_every_missing_moment_is_lost_to_somebody(found):
    one = verdict(found)
    whole = (_SPAN.ends_at - _SPAN.starts_at) // timedelta(milliseconds=1)
    assert one.there_ms == whole
    for received in one.received.values():
        assert 0 <= received.best_ms <= whole
    most_missing = max(whole - received.best_ms for received in one.received.values())
    assert sum(one.lost_ms.values()) >= most_missing
    assert max(one.lost_ms.values()) <= whole
    assert one.owed_ms <= whole
    assert one.is_completed == all(2 * each.best_ms > whole for each in one.received.values())


@given(_ACCOUNTS, st.sampled_from(Side))
def test_what_a_browser_says_never_helps_its_own_side(found, side):
    """With the word of its browser a side has received no more than without, is owed no more, and
    is never freed of a fault."""
    silent, told = verdict(_without_browser(found, side)), verdict(found)
    assert told.received[side].sound_ms <= silent.received[side].sound_ms
    assert told.received[side].picture_ms <= silent.received[side].picture_ms
    assert told.received[side.other] == silent.received[side.other]
    assert told.owed_ms <= silent.owed_ms
    if silent.fault == OWN[side]:
        assert told.fault is not None


@given(_ACCOUNTS)
def test_the_systems_own_causes_are_never_a_sides_fault(found):
    causes = {one.cause for party in found.parties.values() for one in party.interruptions}
    if causes and causes <= OURS:
        late = [at for at in _TIMES if at >= _TIMES[2]]
        cut = Account(
            there=(Interval(late[0], _SPAN.ends_at),), parties=found.parties, ended_by="clock"
        )
        assert verdict(cut).fault in {None, Fault.SYSTEM}
