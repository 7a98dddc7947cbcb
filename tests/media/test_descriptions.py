import pytest

from parloir.media.descriptions import (
    LARGEST_DESCRIPTION,
    checked,
    checked_offer,
    with_lost_sound_sent_again,
    with_sound_of_speech,
)
from parloir.media.errors import BadDescription
from tests.contracts.descriptions import canned_offer, with_a_data_channel

HOST = "candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host generation 0"
RELAY = "candidate:1 1 udp 41885439 198.51.100.9 50000 typ relay raddr 192.0.2.7 rport 50000"
HIDDEN = "candidate:1 1 udp 2122260223 4f1c2d3e-7a1b.local 50000 typ host generation 0"


def test_an_ordinary_offer_goes_through_as_it_is() -> None:
    assert checked(canned_offer()) == canned_offer()


def test_lines_end_as_the_standard_says() -> None:
    assert checked(canned_offer().replace("\r\n", "\n")) == canned_offer()


@pytest.mark.parametrize(
    "line",
    [
        HOST,
        HIDDEN,
        RELAY,
        "end-of-candidates",
        "remote-candidates:1 192.0.2.7 50000",
        "Candidate" + HOST.removeprefix("candidate"),
    ],
)
def test_no_address_of_a_browser_goes_through(line: str) -> None:
    offer = canned_offer().replace("a=mid:0\r\n", f"a=mid:0\r\na={line}\r\n") + f"a={line}\r\n"
    assert checked(offer) == canned_offer()


def test_no_default_address_of_a_browser_goes_through() -> None:
    """Browsers write it when they have begun to look for their addresses."""
    named = (
        canned_offer()
        .replace("2 IN IP4 127.0.0.1", "2 IN IP6 2001:db8::7")
        .replace("c=IN IP4 0.0.0.0", "c=IN IP4 192.0.2.7")
        .replace("a=rtcp:9 IN IP4 0.0.0.0", "a=rtcp:50001 IN IP6 2001:db8::7")
        .replace("m=audio 9 ", "m=audio 50000 ")
        .replace("m=video 9 ", "m=video 50000 ")
    )
    assert named.count("192.0.2.7") == 2
    assert checked(named) == canned_offer()


def test_part_that_the_browser_refuses_stays_refused() -> None:
    refused = canned_offer().replace("m=video 9 ", "m=video 0 ")
    assert checked(refused) == refused


@pytest.mark.parametrize(
    "sdp",
    ["", "hello", "v=0\r\ns=-\r\n", " " + canned_offer(), with_a_data_channel(canned_offer())],
    ids=["empty", "words", "no media", "a space before", "a data channel"],
)
def test_anything_else_is_refused(sdp: str) -> None:
    with pytest.raises(BadDescription):
        checked(sdp)


def test_a_description_may_have_so_many_characters() -> None:
    room = LARGEST_DESCRIPTION - len(canned_offer()) - len("a=x:\r\n")
    largest = canned_offer() + f"a=x:{'y' * room}\r\n"
    assert len(largest) == LARGEST_DESCRIPTION
    assert checked(largest) == largest
    with pytest.raises(BadDescription):
        checked(largest + "\n")


ANSWER = [
    "v=0",
    "m=audio 9 UDP/TLS/RTP/SAVPF 109 9",
    "a=rtpmap:109 opus/48000/2",
    "a=fmtp:109 useinbandfec=1;stereo=1",
    "a=rtpmap:9 G722/8000",
    "m=video 9 UDP/TLS/RTP/SAVPF 120 124",
    "a=rtpmap:120 VP8/90000",
    "a=fmtp:120 max-fs=12288;max-fr=60",
    "a=fmtp:124 apt=120",
]


def _changed(*lines: str) -> list[tuple[str, str]]:
    before = [*ANSWER, *lines]
    after = with_sound_of_speech("".join(f"{line}\r\n" for line in before)).split("\r\n")
    assert after.pop() == ""
    assert len(after) == len(before)
    return [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]


def test_sound_is_asked_for_in_one_channel_at_a_rate_for_speech() -> None:
    assert _changed() == [
        (
            "a=fmtp:109 useinbandfec=1;stereo=1",
            "a=fmtp:109 useinbandfec=1;stereo=0;maxaveragebitrate=28000",
        )
    ]


def test_rate_that_is_asked_for_already_is_replaced() -> None:
    _, second = _changed("a=fmtp:109 maxaveragebitrate=510000; stereo=1")
    assert second[1] == "a=fmtp:109 stereo=0;maxaveragebitrate=28000"


def test_answer_without_opus_stays_as_it_is() -> None:
    answer = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 120\r\na=fmtp:120 max-fr=60\r\n"
    assert with_sound_of_speech(answer) == answer


CHROMIUM = [
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
    "a=rtpmap:111 opus/48000/2",
    "a=rtcp-fb:111 transport-cc",
    "a=fmtp:111 minptime=10;useinbandfec=1",
    "a=rtpmap:63 red/48000/2",
    "a=fmtp:63 111/111",
    "m=video 9 UDP/TLS/RTP/SAVPF 96",
    "a=rtpmap:96 VP8/90000",
    "a=rtcp-fb:96 nack pli",
]


@pytest.mark.parametrize(("lines", "number"), [(CHROMIUM, 111), (ANSWER, 109)])
def test_lost_sound_and_nothing_else_is_sent_again(lines: list[str], number: int) -> None:
    """The descriptions of Chromium and of Firefox."""
    sdp = "".join(f"{line}\r\n" for line in lines)
    agreed = f"a=rtcp-fb:{number} nack"
    after = with_lost_sound_sent_again(sdp)
    changed = after.split("\r\n")
    assert changed.pop(changed.index(agreed)) == agreed
    assert changed == [*lines, ""]
    assert with_lost_sound_sent_again(after) == after


def test_sound_that_is_added_to_a_subscription_is_sent_again_as_well() -> None:
    """The media server repeats what was agreed, in the sections that were there before."""
    one = "".join(f"{line}\r\n" for line in CHROMIUM)
    assert with_lost_sound_sent_again(with_lost_sound_sent_again(one) + one) == (
        with_lost_sound_sent_again(one) * 2
    )


EXTRA_SOUND = canned_offer()[canned_offer().index("m=audio") : canned_offer().index("m=video")]


def test_offer_of_sound_and_pictures_goes_through_as_it_is() -> None:
    assert checked_offer(canned_offer()) == canned_offer()


def test_second_stream_of_a_kind_is_refused_since_a_mute_would_not_reach_it() -> None:
    with pytest.raises(BadDescription):
        checked_offer(canned_offer() + EXTRA_SOUND.replace("mid:0", "mid:2"))


def test_later_offer_of_a_connection_has_other_ice_credentials_and_a_higher_version() -> None:
    later = canned_offer().replace("0336 2 IN", "0336 3 IN").replace("ufrag:h2Qb", "ufrag:x9Zt")
    assert later != canned_offer()
    assert checked_offer(later, of_connection=canned_offer()) == later


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("o=- 4", "o=- 5"),
        ("6F:E2", "6F:E3"),
        ("a=mid:1", "a=mid:2"),
        ("m=video", "m=audio"),
        ("a=ssrc:2001", "a=rid:x send\r\na=ssrc:2001"),
    ],
)
def test_offer_that_differs_in_more_is_of_another_connection(old: str, new: str) -> None:
    with pytest.raises(BadDescription):
        checked_offer(canned_offer().replace(old, new), of_connection=canned_offer())
