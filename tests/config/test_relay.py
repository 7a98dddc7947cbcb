"""The settings of the relay."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from parloir.config import env
from parloir.media.relay import RelayAddress

ROOT = Path(__file__).resolve().parents[2]


def test_addresses_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("PARLOIR_TURN_URLS", "turn:a:1?transport=tcp, turns:b,")

    assert env.relay_addresses("PARLOIR_TURN_URLS", "") == (
        RelayAddress("turn:a:1?transport=tcp", "a", 1, "tcp"),
        RelayAddress("turns:b", "b", 5349, "tls"),
    )


def test_what_is_no_address_stops_the_start(monkeypatch):
    monkeypatch.setenv("PARLOIR_TURN_URLS", "turn:a, stun:b")

    with pytest.raises(env.SettingError, match=r"PARLOIR_TURN_URLS has an entry .*stun:b"):
        env.relay_addresses("PARLOIR_TURN_URLS", "")


@pytest.mark.parametrize(
    ("urls", "secret", "starts"),
    [
        ("turn:a", "s" * 31, False),
        ("turn:a", "s" * 32, True),
        ("turn:a", "", False),
        ("", "", True),
    ],
)
def test_relay_needs_a_secret_that_cannot_be_guessed(urls, secret, starts):
    done = subprocess.run(
        [sys.executable, "-c", "import parloir.config.settings"],
        env={
            **os.environ,
            "PARLOIR_DEMO": "1",
            "PARLOIR_TURN_URLS": urls,
            "PARLOIR_TURN_SECRET": secret,
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode == 0) is starts
    assert ("PARLOIR_TURN_SECRET has fewer than 32 characters" in done.stderr) is not starts
