"""Addresses of the relay as the operator writes them, and credentials as coturn reads them."""

import re
from datetime import UTC, datetime

import pytest

from parloir.media.relay import (
    RelayAddress,
    RelayCredential,
    name_at_the_relay,
    read_relay_address,
    relay_credential,
)

SECRET = "a secret of thirty-two characters"


@pytest.mark.parametrize(
    ("name", "seconds", "username", "password"),
    [
        # Computed with: printf %s NAME | openssl dgst -sha1 -hmac SECRET -binary | base64
        ("leg1", 1796111784, "1796111784:leg1", "6/zyGjXXHWzvJtaG4CDARvP3zMQ="),
        ("a", 1, "1:a", "kC9gQ3M/Ex/UFrLyBTVGM3vaAYA="),
    ],
)
def test_credential_is_as_openssl_computes_it(name, seconds, username, password):
    ends_at = datetime.fromtimestamp(seconds, UTC)

    made = relay_credential(secret=SECRET, name=name, ends_at=ends_at)

    assert made == RelayCredential(username, password)


def test_each_name_end_and_secret_has_another_password():
    first, later = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 1, 0, 0, 1, tzinfo=UTC)

    passwords = {
        relay_credential(secret=secret, name=name, ends_at=ends_at).password
        for secret in (SECRET, SECRET + "x")
        for name in ("a", "b")
        for ends_at in (first, later)
    }

    assert len(passwords) == 8


def test_name_is_the_same_for_an_owner_and_says_nothing_of_it():
    name = name_at_the_relay("3v0kd1w8x2ya", secret=SECRET)

    assert name == name_at_the_relay("3v0kd1w8x2ya", secret=SECRET)
    assert name != name_at_the_relay("3v0kd1w8x2yb", secret=SECRET)
    assert name != name_at_the_relay("3v0kd1w8x2ya", secret=SECRET + "x")
    assert (len(name), name.isascii(), ":" in name) == (16, True, False)


@pytest.mark.parametrize(
    ("url", "host", "port", "transport"),
    [
        ("turn:relay.example.org", "relay.example.org", 3478, "udp"),
        ("turn:192.0.2.1:1", "192.0.2.1", 1, "udp"),
        ("turn:r:65535?transport=udp", "r", 65535, "udp"),
        ("turn:r:443?transport=tcp", "r", 443, "tcp"),
        ("turns:r", "r", 5349, "tls"),
        ("turns:relay.example.org:443?transport=tcp", "relay.example.org", 443, "tls"),
    ],
)
def test_address_is_read(url, host, port, transport):
    assert read_relay_address(url) == RelayAddress(url, host, port, transport)


@pytest.mark.parametrize(
    "url",
    [
        "relay.example.org",
        "stun:relay.example.org",
        "turn:",
        "turn:r:0",
        "turn:r:65536",
        "turn:r:x",
        "turn://r",
        "turn:r?transport=sctp",
        "turn:r?transport=udp&x=1",
        "turns:r?transport=udp",
        "turn:a b",
        "turn:-r",
        "turn:user@r",
        "turn:r\n",
    ],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError, match=re.escape(url)):
        read_relay_address(url)
