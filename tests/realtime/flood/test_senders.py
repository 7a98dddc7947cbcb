"""What an account may send, and for how long it stays away after it was cut off."""

from datetime import timedelta

import pytest

from parloir.realtime.flood.bounds import (
    CONNECTING,
    OFFICER,
    SIDE,
    SOCKETS_OF_ONE_COOKIE,
    Bounds,
)
from parloir.realtime.flood.senders import (
    FORGOTTEN_AFTER_S,
    SWEPT_EVERY_S,
    Cause,
    Sender,
    Senders,
    TooMuch,
    digest_of,
)

FEW = Bounds(
    sockets=2,
    messages=40,
    messages_per_s=1,
    intents=2,
    intents_per_s=2,
    waiting=3,
    shortest_pause=timedelta(seconds=10),
    longest_pause=timedelta(seconds=30),
)


@pytest.fixture
def sender() -> Sender:
    return Sender(FEW, now=0)


def nobody() -> None:
    raise AssertionError("this socket must stay open")


def test_of_too_many_sockets_the_oldest_is_closed(sender):
    closed: list[str] = []
    sender.join("first", lambda: closed.append("first"), now=0)
    sender.join("second", nobody, now=0)
    sender.join("third", nobody, now=0)
    assert closed == ["first"]


def test_a_socket_that_has_left_makes_room(sender):
    sender.join("first", nobody, now=0)
    sender.join("second", nobody, now=0)
    sender.leave("first", now=0)
    sender.join("third", nobody, now=0)


def test_messages_up_to_the_bound_are_taken_and_the_next_is_not(sender):
    for _ in range(FEW.messages):
        sender.count_message(1, now=0)
    with pytest.raises(TooMuch) as refused:
        sender.count_message(1, now=0)
    assert refused.value.cause == Cause.MESSAGES


def test_new_connections_count_as_messages(sender):
    for number in range(FEW.messages // CONNECTING):
        sender.join(str(number), lambda: None, now=0)
    with pytest.raises(TooMuch) as refused:
        sender.join("one more", nobody, now=0)
    assert refused.value.cause == Cause.CONNECTIONS


def test_intents_beyond_the_bound_wait(sender):
    assert sender.take_intent(now=0) == 0
    assert sender.take_intent(now=0) == 0
    assert sender.take_intent(now=0) == pytest.approx(0.5)
    assert sender.take_intent(now=0.5) == 0


def test_the_pause_doubles_up_to_the_longest(sender):
    now, pauses = 0.0, []
    for _ in range(4):
        pauses.append(sender.cut_off(now=now))
        now += pauses[-1]
    assert pauses == [10, 20, 30, 30]


def test_other_sockets_that_are_cut_off_too_do_not_make_the_pause_longer(sender):
    assert sender.cut_off(now=0) == 10
    assert sender.cut_off(now=4) == 6


def test_nobody_connects_during_the_pause(sender):
    sender.cut_off(now=0)
    with pytest.raises(TooMuch):
        sender.join("early", nobody, now=9.9)
    sender.join("in time", nobody, now=10)


def test_an_officer_is_never_kept_away_for_long():
    officer = Sender(OFFICER, now=0)
    assert [officer.cut_off(now=number * 60) for number in range(8)] == [5] * 8


def test_reconnecting_does_not_renew_what_an_account_may_send():
    senders = Senders()
    first = senders.sender("visitor a", FEW, now=0)
    first.count_message(FEW.messages, now=0)
    again = senders.sender("visitor a", FEW, now=1)
    with pytest.raises(TooMuch):
        again.count_message(2, now=1)
    senders.sender("visitor b", FEW, now=1).count_message(2, now=1)


def test_accounts_without_sockets_are_forgotten_after_a_while():
    senders = Senders()
    one, other = (senders.sender(key, FEW, now=0) for key in ("left", "stays"))
    one.join("a", nobody, now=0)
    one.leave("a", now=0)
    other.join("b", nobody, now=0)
    later = FORGOTTEN_AFTER_S + SWEPT_EVERY_S + 1
    assert senders.sender("left", FEW, now=later) is not one
    assert senders.sender("stays", FEW, now=later) is other


def test_a_cookie_is_refused_for_the_pause_and_another_is_not():
    senders, cookie = Senders(), digest_of("session-1")
    senders.pause_cookies([cookie], seconds=10, now=0)
    assert senders.seconds_refused([cookie], now=9) == 1
    assert senders.seconds_refused([cookie], now=10) == 0
    assert senders.seconds_refused([digest_of("session-2")], now=9) == 0


def test_a_cookie_has_so_many_sockets_and_no_more():
    senders, cookie = Senders(), digest_of("session-1")
    open_ones = [senders.connected([cookie]) for _ in range(SOCKETS_OF_ONE_COOKIE)]
    for number, one in enumerate(open_ones):
        assert not senders.have_too_many([cookie]), number
        one.__enter__()
    assert senders.have_too_many([cookie])
    assert not senders.have_too_many([digest_of("session-2")])
    open_ones[0].__exit__(None, None, None)
    assert not senders.have_too_many([cookie])


def test_honest_use_stays_far_below():
    """A family with four tabs that all come back after a restart, and a full wall."""
    family = Sender(SIDE, now=0)
    for tab in range(4):
        family.join(str(tab), nobody, now=0)
        for _ in range(40):  # what a tab says at first, several times over
            family.count_message(1, now=0)
    officer = Sender(OFFICER, now=0)
    officer.join("wall", nobody, now=0)
    for _ in range(36):
        officer.count_message(10, now=0)
        for _ in range(30):
            officer.count_message(1, now=0)
