"""What a process measures of one party."""

from dataclasses import replace

import pytest

from parloir.ledger.account import Cause, Interrupted, Measured, Source
from parloir.ledger.meter import LONGEST_STEP, MOST_INTERRUPTED, MOST_LOST, Meter
from parloir.media.events import (
    Direction,
    FeedLeft,
    LegLost,
    MediaFlow,
    MediaStopped,
    MediaUp,
    RemovedFromRoom,
    RoomClosed,
    SlowLink,
)
from tests.factories.moments import SECOND
from tests.factories.visits import TEN_ON_MONDAY

TEN = TEN_ON_MONDAY
NEXT = TEN + 30 * SECOND
RECEIVES = MediaUp(Direction.SUBSCRIBE)
SENDS = MediaUp(Direction.PUBLISH)
SOUND = MediaFlow("0", "audio", flowing=True)
PICTURE = MediaFlow("1", "video", flowing=True)
SOUND_STOPS = MediaFlow("0", "audio", flowing=False)


def after(seconds):
    return TEN + seconds * SECOND


def measured(meter, *, at):
    return {start: one.measured for start, one in meter.take(at=at).half_minutes.items()}


def test_what_flows_is_measured_by_half_minutes():
    meter = Meter(at=after(10))
    meter.note(SOUND, at=after(15))
    meter.note(PICTURE, at=after(25))
    meter.note(RECEIVES, at=after(28))
    meter.note(SOUND_STOPS, at=after(40))
    assert measured(meter, at=after(50)) == {
        TEN: Measured(
            sent_sound_ms=15_000,
            sent_picture_ms=5_000,
            received_sound_ms=2_000,
            received_picture_ms=2_000,
        ),
        NEXT: Measured(
            sent_sound_ms=10_000,
            sent_picture_ms=20_000,
            received_sound_ms=20_000,
            received_picture_ms=20_000,
        ),
    }
    assert list(measured(meter, at=after(55))) == [NEXT]  # only what came since


def test_party_that_sends_nothing_is_measured_too():
    """Nothing measured and nothing sent are not the same: the first is our fault."""
    assert measured(Meter(at=TEN), at=NEXT) == {TEN: Measured()}


def test_picture_flows_as_long_as_one_of_its_layers_does():
    meter = Meter(at=TEN)
    for layer in (0, 2):
        meter.note(MediaFlow("1", "video", flowing=True, substream=layer), at=TEN)
    for layer, second in ((2, 10), (0, 20)):
        meter.note(MediaFlow("1", "video", flowing=False, substream=layer), at=after(second))
    assert measured(meter, at=NEXT)[TEN].sent_picture_ms == 20_000


def test_sign_is_no_picture():
    meter = Meter(at=TEN)
    meter.note(PICTURE, at=TEN)
    meter.note_stand_ins(sign=True, silence=False, at=after(5))
    meter.note_stand_ins(sign=False, silence=False, at=after(20))
    assert measured(meter, at=NEXT)[TEN].sent_picture_ms == 15_000


def test_silence_in_the_place_of_a_microphone_is_no_sound():
    meter = Meter(at=TEN)
    for flow in (SOUND, PICTURE):
        meter.note(flow, at=TEN)
    meter.note_stand_ins(sign=False, silence=True, at=after(5))
    meter.note_stand_ins(sign=True, silence=False, at=after(20))
    kept = measured(meter, at=NEXT)[TEN]
    assert (kept.sent_sound_ms, kept.sent_picture_ms) == (15_000, 20_000)


def test_another_leg_has_both_devices_until_it_says_otherwise():
    meter = Meter(at=TEN)
    meter.note_stand_ins(sign=True, silence=True, at=TEN)
    meter.note_leg_closed(at=after(5))
    for flow in (SOUND, PICTURE):
        meter.note(flow, at=after(10))
    kept = measured(meter, at=NEXT)[TEN]
    assert (kept.sent_sound_ms, kept.sent_picture_ms) == (20_000, 20_000)


def test_connection_from_which_nothing_arrives_is_lost_until_something_does():
    meter = Meter(at=TEN)
    for flow in (SOUND, PICTURE):
        meter.note(flow, at=TEN)
    meter.take(at=TEN)
    meter.note(replace(PICTURE, flowing=False), at=after(3))
    assert meter.take(at=after(4)).interrupted == ()
    meter.note(replace(SOUND, flowing=False), at=after(5))
    meter.note(replace(SOUND, flowing=False), at=after(6))
    meter.note(SOUND, at=after(8))
    assert meter.take(at=after(9)).interrupted == (
        Interrupted(
            cause=Cause.LINK_LOST,
            source=Source.MEDIA_SERVER,
            from_at=after(5),
            to_at=after(8),
        ),
    )


@pytest.mark.parametrize(
    ("event", "cause"),
    [
        (MediaStopped(Direction.PUBLISH, "ICE failed"), Cause.LINK_LOST),
        (RemovedFromRoom(), Cause.REMOVED),
        (RoomClosed(), Cause.MEDIA_LOST),
        (LegLost("gone"), Cause.MEDIA_LOST),
    ],
)
def test_end_of_a_leg_interrupts_with_its_cause_until_it_is_up_again(event, cause):
    meter = Meter(at=TEN)
    meter.note(SOUND, at=TEN)
    meter.note(event, at=after(10))
    meter.note(SENDS, at=after(20))
    taken = meter.take(at=NEXT)
    assert [(one.cause, one.from_at, one.to_at) for one in taken.interrupted] == [
        (cause, after(10), after(20))
    ]
    assert taken.resumed_at == after(20)
    assert taken.half_minutes[TEN].measured.sent_sound_ms == 10_000


def test_connection_that_receives_no_more_reaches_nobody_while_the_other_still_sends():
    meter = Meter(at=TEN)
    for event in (SOUND, RECEIVES):
        meter.note(event, at=TEN)
    meter.note(MediaStopped(Direction.SUBSCRIBE, "ICE failed"), at=after(10))
    assert measured(meter, at=NEXT)[TEN] == Measured(
        sent_sound_ms=30_000, received_sound_ms=10_000, received_picture_ms=10_000
    )


def test_page_that_left_is_an_interruption_without_an_end():
    meter = Meter(at=TEN)
    meter.note(SOUND, at=TEN)
    meter.note_page_left(at=after(3))
    taken = meter.take(at=NEXT)
    assert [(one.cause, one.to_at) for one in taken.interrupted] == [(Cause.PAGE_LEFT, None)]
    assert taken.half_minutes[TEN].measured.sent_sound_ms == 3_000


def test_second_interruption_between_two_readings_is_kept():
    meter = Meter(at=TEN)
    for second in (1, 5):
        meter.note(LegLost("gone"), at=after(second))
        meter.note(SENDS, at=after(second + 1))
    meter.note(LegLost("gone"), at=after(9))
    meter.note(LegLost("gone"), at=after(10))
    spans = [(one.from_at, one.to_at) for one in meter.take(at=NEXT).interrupted]
    assert spans == [(after(1), after(2)), (after(5), after(6)), (after(9), None)]


def test_interruptions_and_lost_packets_are_bounded():
    meter = Meter(at=TEN)
    for _ in range(MOST_INTERRUPTED + 1):
        meter.note(LegLost("gone"), at=TEN)
        meter.note(SENDS, at=TEN)
    for lost in (-5, MOST_LOST, 1):
        meter.note(SlowLink(Direction.PUBLISH, uplink=True, lost=lost), at=TEN)
    meter.note(SlowLink(Direction.SUBSCRIBE, uplink=False, lost=7), at=TEN)
    taken = meter.take(at=NEXT)
    assert len(taken.interrupted) == MOST_INTERRUPTED
    half_minute = taken.half_minutes[TEN]
    assert (half_minute.sent_lost, half_minute.received_lost) == (MOST_LOST, 7)


@pytest.mark.parametrize("step", [-SECOND, 0 * SECOND, LONGEST_STEP + SECOND])
def test_nothing_is_measured_while_the_clock_is_set(step):
    meter = Meter(at=TEN)
    meter.note(SOUND, at=TEN)
    assert measured(meter, at=TEN + step) == {}


def test_first_connection_is_kept_and_the_events_of_others_change_nothing():
    meter = Meter(at=TEN)
    meter.note(FeedLeft(4), at=after(1))
    meter.note(RECEIVES, at=after(2))
    meter.note(RECEIVES, at=after(9))
    taken = meter.take(at=NEXT)
    assert (taken.connected_at, taken.interrupted, taken.came_at) == (after(2), (), TEN)
