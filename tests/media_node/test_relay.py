"""Whether the relay answers, for `/metrics` and the page of the operator."""

from datetime import timedelta

import pytest

from parloir.media.relay import read_relay_address
from parloir.media_node import relay
from parloir.media_node.relay import answering_addresses, check_relay

pytestmark = pytest.mark.django_db

PLAIN = read_relay_address("turn:relay.example")
SEALED = read_relay_address("turns:relay.example")


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.TURN_URLS = (PLAIN, SEALED)


@pytest.fixture
def asked(monkeypatch):
    """Let the plain address answer, and return what was asked, and whether certificates count."""
    seen = []

    def answers(address, *, is_verified):
        seen.append((address.url, is_verified))
        return address == PLAIN

    monkeypatch.setattr(relay, "answers_a_binding", answers)
    return seen


def test_each_address_is_asked_and_what_it_said_is_kept(asked, now):
    check_relay(now=now)

    assert asked == [(PLAIN.url, True), (SEALED.url, True)]
    assert list(answering_addresses(now=now)) == [(PLAIN, True), (SEALED, False)]


@pytest.mark.parametrize(("seconds", "is_up"), [(59, True), (60, False)])
def test_an_answer_counts_for_a_minute(asked, now, seconds, is_up):
    check_relay(now=now)

    later = now + timedelta(seconds=seconds)

    assert list(answering_addresses(now=later)) == [(PLAIN, is_up), (SEALED, False)]


def test_nobody_has_asked_yet(now):
    assert list(answering_addresses(now=now)) == [(PLAIN, False), (SEALED, False)]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_certificate_of_this_machine_is_not_one_that_others_know(asked, now, settings, host):
    settings.TURN_URLS = (read_relay_address(f"turns:{host}"),)
    check_relay(now=now)
    assert asked == [(f"turns:{host}", False)]


def test_nor_is_that_of_a_house_that_has_made_its_own(asked, now, settings):
    settings.LOCAL_CERTIFICATE = True
    check_relay(now=now)
    assert [is_verified for _, is_verified in asked] == [False, False]


def test_without_a_relay_nobody_is_asked(asked, now, settings):
    settings.TURN_URLS = ()
    check_relay(now=now)
    assert asked == []
    assert list(answering_addresses(now=now)) == []
