"""Descriptions that were changed at random are well-formed if they are accepted, and refused else.

What is well-formed is said here once more, character by character, without the regular expressions
and the line breaks of the check itself.
"""

import time
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parloir.media.descriptions import (
    LARGEST_DESCRIPTION,
    MOST_STREAMS,
    checked,
    stream_names,
)
from parloir.media.errors import BadDescription
from tests.contracts.descriptions import canned_answer, canned_offer, with_a_data_channel

HOST = "a=candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host generation 0"
OFFERS = (canned_offer(), canned_answer(), with_a_data_channel(canned_offer()))
LINES = sorted({line for offer in OFFERS for line in offer.split("\r\n")} | {HOST, HOST.upper()})
BREAKS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\0", "")
ADDRESSES = ("candidate:", "remote-candidates:", "end-of-candidates")
PRINTABLE = {chr(number) for number in range(0x20, 0x7F)}

lines = st.one_of(
    st.sampled_from(LINES),
    st.text(max_size=30),
    st.builds("{}={}".format, st.sampled_from("vosutmcabz"), st.text(max_size=20)),
    st.builds("m={} {}".format, st.sampled_from(["audio", "video", "application"]), st.text()),
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Draw a real description with some lines changed, and some ends of lines."""
    parts = draw(st.sampled_from(OFFERS)).split("\r\n")[:-1]
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(parts) - 1))
        kind = draw(st.sampled_from(["replace", "insert", "delete", "repeat", "cut"]))
        if kind == "replace":
            parts[place] = draw(lines)
        elif kind == "insert":
            parts.insert(place, draw(lines))
        elif kind == "delete" and len(parts) > 1:
            del parts[place]
        elif kind == "repeat":
            parts[place:place] = [parts[place]] * draw(st.integers(1, 70))
        else:
            parts[place] = parts[place][: draw(st.integers(0, 8))]
    ends = [draw(st.sampled_from(BREAKS)) if draw(st.integers(0, 30)) == 0 else "\r\n"
            for _ in parts]  # fmt: skip
    return "".join(part + end for part, end in zip(parts, ends, strict=True))


def is_well_formed(sdp: str) -> bool:
    """Tell whether a media server reads what was checked, and no address and no other stream."""
    told = sdp.split("\r\n")
    return (
        told[0] == "v=0"
        and told.pop() == ""
        and all(len(line) > 2 and line[0].islower() and line[1] == "=" for line in told)
        and all(set(line) <= PRINTABLE for line in told)
        and 0 < sum(line[0] == "m" for line in told) <= MOST_STREAMS
        and all(line[2:8] in {"audio ", "video "} for line in told if line[0] == "m")
        and not any(line[2:].lower().startswith(ADDRESSES) for line in told if line[0] == "a")
    )


@given(mutated())
@example(canned_offer())
@example(canned_offer().replace("a=mid:0\r\n", "a=mid:0\u2028m=application 9 x 1\r\n"))
@example(canned_offer().replace("s=-\r\n", f"s=-\r{HOST}\r\n"))
@example(canned_offer().replace("s=-\r\n", "s=-\0\r\n"))
@example(canned_offer().replace("s=-\r\n", "\r\n"))
def test_accepted_is_well_formed_and_refused_has_a_reason(sdp):
    try:
        accepted = checked(sdp)
    except BadDescription as refused:
        assert str(refused)
    else:
        assert is_well_formed(accepted)
        assert checked(accepted) == accepted
        assert set(stream_names(accepted)) <= {"audio", "video"}


@given(st.text())
def test_any_text_is_refused_in_the_same_way(text):
    with pytest.raises(BadDescription):
        checked(text)


@pytest.mark.parametrize("streams", [MOST_STREAMS, MOST_STREAMS + 1])
def test_a_description_has_so_many_streams(streams):
    sdp = "v=0\r\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * streams
    try:
        accepted = checked(sdp) == sdp
    except BadDescription:
        accepted = False
    assert accepted is (streams == MOST_STREAMS)


REPEATED = {
    "lines": "a=mid:0\r\n",
    "ends of lines": "\n",
    "digits": "m=audio " + "1" * 300,
    "payload types": " 111",
    "spaces": " ",
    "addresses": f"{HOST}\r\n",
}


@pytest.mark.parametrize("part", REPEATED.values(), ids=REPEATED)
@pytest.mark.parametrize("begins", ["", "v=0\r\n", "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111"])
def test_time_grows_with_the_length_and_no_faster(part, begins):
    """Eight times the length takes sixteen times as long at most; a square would be 64."""
    small, large = (
        min(_seconds_for(begins + part * (size // len(part))) for _ in range(5))
        for size in (LARGEST_DESCRIPTION // 8, LARGEST_DESCRIPTION - len(begins))
    )
    assert large < max(16 * small, 0.002)


def _seconds_for(sdp: str) -> float:
    began = time.process_time()
    with suppress(BadDescription):
        checked(sdp)
    return time.process_time() - began
