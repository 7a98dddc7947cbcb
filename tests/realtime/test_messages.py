import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parloir.realtime.messages import (
    LARGEST_FRAME,
    Accept,
    BadMessage,
    IceCandidate,
    Intent,
    Join,
    Leave,
    Ping,
    Quality,
    Watch,
    parse,
)


def _parse(**message):
    return parse(json.dumps(message))


@pytest.mark.parametrize(
    ("message", "parsed"),
    [
        ({"type": "ping"}, Ping(touched=False)),
        ({"type": "ping", "touched": True}, Ping(touched=True)),
        ({"type": "ping", "touched": "yes"}, Ping(touched=False)),
        (
            {"type": "intent", "id": "1", "name": "begin", "args": {}},
            Intent("1", "begin", {}),
        ),
        ({"type": "intent", "id": "1", "name": "begin"}, Intent("1", "begin", {})),
        (
            {"type": "media.join", "leg": "party", "attempt": 1, "sdp": "v=0"},
            Join("party", 1, "v=0"),
        ),
        ({"type": "media.watch", "leg": "abc", "attempt": 2}, Watch("abc", 2)),
        (
            {"type": "media.accept", "leg": "party", "attempt": 1, "sdp": "v=0"},
            Accept("party", 1, "v=0"),
        ),
        (
            {
                "type": "media.candidate",
                "leg": "party",
                "attempt": 1,
                "direction": "up",
                "candidate": None,
            },
            IceCandidate("party", 1, "up", None),
        ),
        (
            {"type": "media.quality", "leg": "abc", "attempt": 1, "level": "low"},
            Quality("abc", 1, "low"),
        ),
        ({"type": "media.leave", "leg": "party"}, Leave("party")),
    ],
)
def test_parse_reads_every_message_of_the_protocol(message, parsed):
    assert _parse(**message) == parsed


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
        ('{"type": "intent", "name": "begin"}', "malformed"),
        ('{"type": "intent", "id": "1", "name": "begin", "args": []}', "malformed"),
        ('{"type": "media.join", "leg": "party", "attempt": 0, "sdp": "v=0"}', "malformed"),
        ('{"type": "media.join", "leg": "party", "attempt": true, "sdp": "v=0"}', "malformed"),
        ('{"type": "media.join", "leg": "party", "attempt": 1, "sdp": ""}', "malformed"),
        ('{"type": "media.quality", "leg": "a", "attempt": 1, "level": "best"}', "malformed"),
        (
            '{"type": "media.candidate", "leg": "a", "attempt": 1, "direction": "in"}',
            "malformed",
        ),
        ('{"type": "intent", "id": "1", "name": "a", "args": {"pin": "1\\u0000"}}', "malformed"),
        ('{"type": "intent", "id": "1", "name": "a", "args": {"pin": "\\ud800"}}', "malformed"),
        ('{"type": "ping", "watching": ["\\u0000"]}', "malformed"),
        ('{"type": "media.watch", "leg": "a\\u0000", "attempt": 1}', "malformed"),
        ("[" * 20_000 + "]" * 20_000, "malformed"),
        (" " * (LARGEST_FRAME + 1), "too_large"),
    ],
)
def test_parse_refuses_what_is_not_of_the_protocol(frame, code):
    with pytest.raises(BadMessage) as refused:
        parse(frame)
    assert refused.value.code == code


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
_TYPES = st.sampled_from(
    ["ping", "intent", "media.join", "media.watch", "media.candidate", "media.quality"]
)


# Slow only while the machine is busy with other tests: what is drawn is small.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "name", "args", "leg", "attempt", "sdp"]), _JSON),
       _TYPES)  # fmt: skip
def test_parse_never_fails_in_another_way(fields, kind):
    try:
        parse(json.dumps({**fields, "type": kind}))
    except BadMessage as refused:
        assert refused.code in {"malformed", "unknown_type", "too_large"}
