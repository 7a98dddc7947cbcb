import pytest

from parloir.media.descriptions import (
    LARGEST_CANDIDATE,
    LARGEST_DESCRIPTION,
    checked,
    is_worth_sending,
)
from parloir.media.errors import BadDescription
from parloir.media.protocol import Candidate
from tests.contracts.descriptions import canned_offer, with_a_data_channel

HOST = "candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host generation 0"
HIDDEN = "candidate:1 1 udp 2122260223 4f1c2d3e-7a1b.local 50000 typ host generation 0"


def candidate(line: str) -> Candidate:
    return Candidate(line, "0", 0)


def test_an_ordinary_offer_goes_through_as_it_is() -> None:
    assert checked(canned_offer()) == canned_offer()


def test_lines_end_as_the_standard_says() -> None:
    assert checked(canned_offer().replace("\r\n", "\n")) == canned_offer()


def test_hidden_hosts_are_left_out_and_others_stay() -> None:
    offer = canned_offer() + f"a={HOST}\r\na={HIDDEN}\r\n"
    assert checked(offer) == canned_offer() + f"a={HOST}\r\n"


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


def test_a_host_is_worth_sending_and_a_hidden_one_is_not() -> None:
    assert is_worth_sending(candidate(HOST))
    assert not is_worth_sending(candidate(HIDDEN))
    assert not is_worth_sending(candidate(HIDDEN.replace(".local", ".LOCAL")))
    assert is_worth_sending(candidate(HOST + " .local"))


def test_the_empty_candidate_of_some_browsers_is_not_worth_sending() -> None:
    assert not is_worth_sending(candidate(""))


def test_a_candidate_is_one_line_of_so_many_characters() -> None:
    longest = HOST + " " * (LARGEST_CANDIDATE - len(HOST))
    assert is_worth_sending(candidate(longest))
    for line in (longest + " ", HOST + "\r\na=setup:active", HOST + "\n"):
        with pytest.raises(BadDescription):
            is_worth_sending(candidate(line))
