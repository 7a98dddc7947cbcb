"""What a browser sends is read, or refused with the right code; there is no third way."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parloir.protocol.errors import BadMessage
from parloir.protocol.from_browser import (
    LARGEST_FRAME,
    MOST_WATCHED,
    BadArguments,
    IntentRequest,
    Ping,
    UnknownIntent,
    read_message,
)
from parloir.protocol.intents import MONITOR_INTENTS, Begin, EnterPin, SetLanguage
from parloir.protocol.media import (
    LARGEST_SDP,
    MediaAccept,
    MediaDevices,
    MediaJoin,
    MediaLeave,
    MediaLine,
    MediaPrepare,
    MediaQuality,
    MediaRelay,
    MediaStats,
    MediaWatch,
)
from parloir.protocol.wall_intents import (
    LONGEST_NOTE,
    MOST_VISITORS,
    WALL_INTENTS,
    Extend,
    Message,
    Terminate,
)


def read(**message: Any) -> Any:
    return read_message(json.dumps(message), MONITOR_INTENTS)


def at_the_monitor(name: str, **args: Any) -> Any:
    return _intent(MONITOR_INTENTS, name, args)


def at_the_wall(name: str, **args: Any) -> Any:
    return _intent(WALL_INTENTS, name, args)


def _intent(intents: Any, name: str, args: Any) -> Any:
    frame = json.dumps({"type": "intent", "id": "1", "name": name, "args": args})
    request = read_message(frame, intents)
    assert isinstance(request, IntentRequest)
    assert request.id == "1"
    return request.intent


LEG: dict[str, Any] = {"leg": "side", "attempt": 1}


@pytest.mark.parametrize(
    ("message", "parsed"),
    [
        ({"type": "ping"}, Ping()),
        ({"type": "ping", "touched": True, "more": 1}, Ping(touched=True)),
        ({"type": "ping", "visible": True, "watching": ["v"]}, Ping(visible=True, watching=["v"])),
        ({"type": "intent", "id": "1", "name": "begin", "args": {}}, IntentRequest("1", Begin())),
        ({"type": "intent", "id": "1", "name": "begin"}, IntentRequest("1", Begin())),
        ({"type": "media.join", **LEG, "sdp": "v=0"}, MediaJoin(**LEG, sdp="v=0")),
        ({"type": "media.prepare", **LEG, "sdp": "v=0"}, MediaPrepare(**LEG, sdp="v=0")),
        ({"type": "media.watch", **LEG}, MediaWatch(**LEG)),
        ({"type": "media.relay", **LEG}, MediaRelay(**LEG)),
        ({"type": "media.accept", **LEG, "sdp": "v=0"}, MediaAccept(**LEG, sdp="v=0")),
        ({"type": "media.quality", **LEG, "level": "low"}, MediaQuality(**LEG, level="low")),
        (
            {"type": "media.devices", **LEG, "camera": "off", "microphone": "none"},
            MediaDevices(**LEG, camera="off", microphone="none"),
        ),
        (
            {"type": "media.line", **LEG, "sound_missing": 1000, "lost": 0, "delay_ms": 60_000},
            MediaLine(**LEG, sound_missing=1000, lost=0, delay_ms=60_000),
        ),
        ({"type": "media.leave", "leg": "side"}, MediaLeave(leg="side")),
    ],
)
def test_every_message_of_the_protocol_is_read(message, parsed):
    assert read(**message) == parsed


JOIN: dict[str, Any] = {"type": "media.join", "leg": "side", "attempt": 1, "sdp": "v=0"}
INTENT: dict[str, Any] = {"type": "intent", "id": "1", "name": "begin", "args": {}}


@pytest.mark.parametrize(
    ("message", "change"),
    [
        (JOIN, {"attempt": 2**31 - 1}),
        (JOIN, {"leg": "a" * 20}),
        (JOIN, {"sdp": "a" * LARGEST_SDP}),
        (INTENT, {"id": "9" * 40}),
        ({"type": "ping"}, {"watching": ["a" * 20] * MOST_WATCHED}),
    ],
)
def test_the_largest_is_still_read(message, change):
    assert read(**{**message, **change}) == read(**{**message, **change, "more": 1})


@pytest.mark.parametrize(
    ("message", "change"),
    [
        (JOIN, {"attempt": 2**31}),
        (JOIN, {"attempt": 0}),
        (JOIN, {"attempt": True}),
        (JOIN, {"attempt": 1.0}),
        (JOIN, {"leg": "a" * 21}),
        (JOIN, {"leg": ""}),
        (JOIN, {"sdp": ""}),
        (JOIN, {"sdp": "a" * (LARGEST_SDP + 1)}),
        (INTENT, {"id": "9" * 41}),
        (INTENT, {"id": ""}),
        (INTENT, {"id": 1}),
        (INTENT, {"args": []}),
        (INTENT, {"name": ""}),
        ({"type": "ping"}, {"watching": ["a"] * (MOST_WATCHED + 1)}),
        ({"type": "ping"}, {"watching": ["a" * 21]}),
        ({"type": "ping"}, {"watching": "a"}),
        ({"type": "ping"}, {"touched": "yes"}),
        ({"type": "media.quality", **LEG}, {"level": "best"}),
        ({"type": "media.devices", **LEG, "camera": "on"}, {"microphone": "broken"}),
        ({"type": "media.devices", **LEG, "camera": "on"}, {"microphone": True}),
        ({"type": "media.devices", **LEG, "camera": "on"}, {}),
    ],
)
def test_what_is_too_large_or_of_another_kind_is_malformed(message, change):
    with pytest.raises(BadMessage) as refused:
        read(**{**message, **change})
    assert refused.value.code == "malformed"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "malformed"),
        ("nonsense", "malformed"),
        ("[]", "malformed"),
        ("{}", "unknown_type"),
        ('{"type": null}', "unknown_type"),
        ('{"type": ["ping"]}', "unknown_type"),
        ('{"type": "teleport"}', "unknown_type"),
        ('{"type": "screen"}', "unknown_type"),
        ('{"type": "intent", "name": "begin"}', "malformed"),
        (" " * LARGEST_FRAME, "malformed"),
        (" " * (LARGEST_FRAME + 1), "too_large"),
    ],
)
def test_what_is_not_of_the_protocol_is_refused(frame, code):
    with pytest.raises(BadMessage) as refused:
        read_message(frame, MONITOR_INTENTS)
    assert refused.value.code == code


def test_an_intent_has_its_arguments():
    assert at_the_monitor("enter_pin", pin="12345678") == EnterPin(pin="12345678")
    assert _intent(
        MONITOR_INTENTS, "set_language", {"lang": "es", "name": "enter_pin"}
    ) == SetLanguage(lang="es")


@pytest.mark.parametrize("name", ["teleport", "sign_in", "terminate", "Begin", "begin "])
def test_an_intent_of_no_screen_of_the_surface_is_not_known(name):
    assert isinstance(at_the_monitor(name), UnknownIntent)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("enter_pin", {}),
        ("enter_pin", {"pin": None}),
        ("enter_pin", {"pin": 12345678}),
        ("enter_pin", {"pin": "1" * 21}),
        ("set_language", {"lang": "x" * 16}),
        ("set_language", {"lang": ["es"]}),
    ],
)
def test_arguments_of_another_form_are_told_of_a_known_intent(name, args):
    assert at_the_monitor(name, **args) == BadArguments(name)


END = "2026-05-11T15:30:00.000123Z"


def test_what_an_officer_saw_comes_back_as_it_was_told():
    extended = at_the_wall("extend", visit="v", minutes=5, ends_at=END)
    assert extended == Extend(
        visit="v", minutes=5, ends_at=datetime(2026, 5, 11, 15, 30, 0, 123, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "ends_at", ["", "soon", "2026-05-11T15:30:00", END[:-1] + "-05:00", 7, None]
)
def test_an_end_that_no_screen_has_told_is_no_argument(ends_at):
    asked = at_the_wall("extend", visit="v", minutes=5, ends_at=ends_at)
    assert asked == BadArguments("extend")


@pytest.mark.parametrize("minutes", [0, 4, 6, 20, "5", True, None])
def test_only_some_minutes_are_offered(minutes):
    asked = at_the_wall("extend", visit="v", minutes=minutes, ends_at=END)
    assert asked == BadArguments("extend")


TERMINATION: dict[str, Any] = {"visit": "v", "ground": "phone", "conduct": ["visitor", "inmate"]}


def test_a_termination_needs_neither_persons_nor_a_note():
    assert at_the_wall("terminate", **TERMINATION) == Terminate(
        visit="v", ground="phone", conduct=["visitor", "inmate"], persons=[], note=""
    )


@pytest.mark.parametrize(
    ("change", "is_taken"),
    [
        ({"persons": ["p" * 12] * MOST_VISITORS}, True),
        ({"persons": ["p"] * (MOST_VISITORS + 1)}, False),
        ({"persons": ["p" * 13]}, False),
        ({"persons": [7]}, False),
        ({"note": "n" * LONGEST_NOTE}, True),
        ({"note": "n" * (LONGEST_NOTE + 1)}, False),
        ({"conduct": ["nobody"]}, False),
        ({"conduct": []}, False),
        ({"conduct": "visitor"}, False),
        ({"ground": "g" * 20}, True),
        ({"ground": "g" * 21}, False),
    ],
)
def test_a_termination_has_limits(change, is_taken):
    asked = at_the_wall("terminate", **{**TERMINATION, **change})
    assert isinstance(asked, Terminate) == is_taken
    assert is_taken or asked == BadArguments("terminate")


def test_a_message_is_ready_or_in_own_words():
    assert at_the_wall("message", visit="v", sides=["inmate"], code="face") == Message(
        visit="v", sides=["inmate"], person="", code="face", text=""
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
TYPES = st.sampled_from(
    [
        *("ping", "intent", "media.join", "media.prepare", "media.watch", "media.relay"),
        *("media.accept", "media.quality", "media.devices"),
    ]
)
FIELDS = st.sampled_from(
    ["id", "name", "args", "leg", "attempt", "sdp", "watching", "level", "camera", "microphone"]
)


# Slow only while the machine is busy with other tests: what is drawn is small.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(FIELDS, JSON), TYPES)
def test_reading_never_fails_in_another_way(fields, kind):
    try:
        read(**{**fields, "type": kind})
    except BadMessage as refused:
        assert refused.code == "malformed"


INTENTS = st.sampled_from(["terminate", "message", "warn", "extend", "hand_over", "mute"])
ARGS = st.sampled_from(
    [
        "visit",
        "side",
        "sides",
        "conduct",
        "person",
        "persons",
        "code",
        "text",
        "warnings",
        "ends_at",
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(ARGS, JSON), INTENTS)
def test_any_arguments_are_taken_or_told(args, name):
    frame = json.dumps({"type": "intent", "id": "1", "name": name, "args": args})
    try:
        request = read_message(frame, WALL_INTENTS)
    except BadMessage as refused:
        assert refused.code == "malformed"
    else:
        assert isinstance(request, IntentRequest)
        assert not isinstance(request.intent, UnknownIntent)


# --- Statistics --------------------------------------------------------------------------------

STATISTICS = {
    "type": "media.stats",
    "leg": "side",
    "attempt": 1,
    "sent_sound_ms": 30_000,
    "sent_picture_ms": 0,
    "received_sound_ms": 30_000,
    "received_picture_ms": 0,
    "sent_lost": 0,
    "received_lost": 1_000_000,
}


def test_statistics_are_read_up_to_their_bounds():
    found = read(**STATISTICS)
    assert isinstance(found, MediaStats)
    assert (found.sent_sound_ms, found.received_lost, found.height) == (30_000, 1_000_000, None)


@pytest.mark.parametrize(
    "lie",
    [
        {"received_sound_ms": -1},
        {"received_picture_ms": 30_001},
        {"sent_lost": 1_000_001},
        {"jitter_ms": 1.5},
        {"round_trip_ms": 60_001},
        {"height": "720"},
        {"freezes": None},
        {"frozen_ms": True},
        {"first_frame_ms_ago": -1},
    ],
    ids=str,
)
def test_statistics_that_are_absurd_are_refused(lie):
    with pytest.raises(BadMessage):
        read(**STATISTICS | lie)


@pytest.mark.parametrize(
    "lie",
    [{"sound_missing": -1}, {"lost": 1001}, {"delay_ms": 60_001}, {"lost": 0.5}, {"lost": True}],
    ids=str,
)
def test_a_line_that_cannot_be_is_refused(lie):
    honest = {"type": "media.line", **LEG, "sound_missing": 0, "lost": 0, "delay_ms": 0}
    assert isinstance(read(**honest), MediaLine)
    with pytest.raises(BadMessage):
        read(**{**honest, **lie})
