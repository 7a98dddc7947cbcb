"""Which Janus in which prefix is used, and what its record says."""

import pytest

from launcher import janus_pins
from launcher.console import SetUpError
from launcher.janus_prefixes import (
    RECORD,
    best_installation,
    chosen_installation,
    former_installation,
    installation_at,
    read_version,
)
from tests.launcher.prefixes import make_prefix

PINNED, OTHER = "aa" * 32, "bb" * 32


@pytest.fixture(autouse=True)
def pins(monkeypatch):
    monkeypatch.setattr(janus_pins, "PINNED_HASHES", frozenset({PINNED}))


def test_version_is_read_from_what_janus_says():
    said = "Janus version: 1401 (1.4.1)\nJanus commit: not-a-git-repo\n"

    assert read_version(said) == (1, 4, 1)


def test_text_without_a_version_is_no_version():
    assert read_version("sh: janus: not found") == ()


@pytest.mark.parametrize(("said", "is_there"), [("1.4.0", False), ("1.4.1", True)])
def test_prefix_counts_only_with_a_new_enough_janus(tmp_path, said, is_there):
    make_prefix(tmp_path / "prefix", version=said)

    assert (installation_at(tmp_path / "prefix") is not None) is is_there


def test_prefix_whose_janus_fails_does_not_count(tmp_path):
    assert installation_at(make_prefix(tmp_path / "prefix", starts=False)) is None


@pytest.mark.parametrize(
    ("sha256", "pinned", "shown"), [(PINNED, "1", PINNED), (OTHER, "0", OTHER), (None, "0", "")]
)
def test_prefix_tells_the_pages_what_is_on_record(tmp_path, sha256, pinned, shown):
    found = installation_at(make_prefix(tmp_path / "prefix", sha256=sha256))

    assert found is not None
    assert found.settings() == {
        "PARLOIR_JANUS_VERSION": "1.4.1",
        "PARLOIR_JANUS_SOURCE_HASH": shown,
        "PARLOIR_JANUS_PINNED": pinned,
    }


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"sha256": "x"}'])
def test_record_that_cannot_be_read_is_none(tmp_path, text):
    prefix = make_prefix(tmp_path / "janus-1.4.1", sha256=PINNED)
    (prefix / RECORD).write_text(text)

    assert best_installation(tmp_path) is None
    assert former_installation(tmp_path) is not None


def test_pinned_one_goes_before_a_newer_one(tmp_path):
    pinned = make_prefix(tmp_path / "janus-1.4.1-a", sha256=PINNED)
    make_prefix(tmp_path / "janus-1.5.0-b", version="1.5.0", sha256=OTHER)

    best = best_installation(tmp_path)

    assert best is not None
    assert best.binary == pinned / "bin" / "janus"


def test_newest_of_the_others_is_best_where_the_pinned_one_does_not_start(tmp_path):
    make_prefix(tmp_path / "janus-1.4.1-a", sha256=PINNED, starts=False)
    make_prefix(tmp_path / "janus-1.9.0-b", version="1.9.0", sha256=OTHER)
    make_prefix(tmp_path / "janus-1.10.0-c", version="1.10.0", sha256=OTHER)

    best = best_installation(tmp_path)

    assert best is not None
    assert (best.version, best.is_pinned) == ("1.10.0", False)


def test_build_instead_of_other_pins_is_a_former_one(tmp_path, monkeypatch):
    make_prefix(tmp_path / "janus-1.5.0-b", version="1.5.0", sha256=OTHER)
    assert best_installation(tmp_path) is not None
    assert former_installation(tmp_path) is None

    monkeypatch.setattr(janus_pins, "PINNED_HASHES", frozenset({"cc" * 32}))
    assert best_installation(tmp_path) is None
    assert former_installation(tmp_path) is not None

    monkeypatch.setattr(janus_pins, "PINNED_HASHES", frozenset({OTHER}))
    assert best_installation(tmp_path) is not None


def test_choice_of_ones_own_needs_no_record(tmp_path):
    prefix = make_prefix(tmp_path / "mine")

    assert not chosen_installation(prefix, pinned_only=False).is_pinned
    assert chosen_installation(prefix / "bin" / "janus", pinned_only=False).version == "1.4.1"


def test_choice_of_ones_own_is_held_to_pinned_only(tmp_path):
    assert chosen_installation(
        make_prefix(tmp_path / "pinned", sha256=PINNED), pinned_only=True
    ).is_pinned
    with pytest.raises(SetUpError, match="nothing there says that it was built from the pinned"):
        chosen_installation(make_prefix(tmp_path / "mine"), pinned_only=True)


def test_choice_that_does_not_start_is_said_plainly(tmp_path):
    with pytest.raises(SetUpError, match=r"no Janus 1\.4\.1 or newer there that starts"):
        chosen_installation(make_prefix(tmp_path / "mine", starts=False), pinned_only=False)
