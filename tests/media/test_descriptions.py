import pytest

from parloir.media.descriptions import (
    LARGEST_DESCRIPTION,
    checked,
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
