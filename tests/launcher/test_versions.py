"""Which Janus is new enough."""

import pytest

from launcher.janus_build import WANTED, installation_at, read_version
from launcher.packages import read_candidate, upstream_version


@pytest.mark.parametrize(
    ("debian_version", "numbers"),
    [
        ("1.4.1-1", (1, 4, 1)),
        ("1:1.4.1-2+deb13u1", (1, 4, 1)),
        ("1.10.0-1~bpo12+1", (1, 10, 0)),
        ("1.4.1+dfsg-1", (1, 4, 1)),
        ("1.4~rc1-1", (1, 4)),
        ("(none)", ()),
    ],
)
def test_upstream_version_reads_the_programs_own_numbers(debian_version, numbers):
    assert upstream_version(debian_version) == numbers


@pytest.mark.parametrize(
    ("debian_version", "is_enough"),
    [
        ("1.1.2-1", False),
        ("1.4.0-9", False),
        ("1.4-1", False),
        ("1.4.1-1", True),
        ("1.4.2-1", True),
        ("1.10.0-1", True),
        ("2.0.0-1", True),
    ],
)
def test_wanted_version_is_compared_number_by_number(debian_version, is_enough):
    assert (upstream_version(debian_version) >= WANTED) is is_enough


def test_version_is_read_from_what_janus_says():
    said = "Janus version: 1401 (1.4.1)\nJanus commit: not-a-git-repo\n"

    assert read_version(said) == (1, 4, 1)


def test_text_without_a_version_is_no_version():
    assert read_version("sh: janus: not found") == ()


@pytest.mark.parametrize(
    ("policy", "candidate"),
    [
        ("janus:\n  Installed: (none)\n  Candidate: 1.1.2-1\n", "1.1.2-1"),
        ("janus:\n  Installed: (none)\n  Candidate: 1:1.4.1-1\n", "1:1.4.1-1"),
        ("janus:\n  Installed: (none)\n  Candidate: (none)\n", None),
        ("", None),
    ],
)
def test_candidate_is_read_from_policy(policy, candidate):
    assert read_candidate(policy) == candidate


@pytest.mark.parametrize(("said", "is_there"), [("1.4.0", False), ("1.4.1", True)])
def test_prefix_counts_only_with_a_new_enough_janus_that_starts(tmp_path, said, is_there):
    plugins = tmp_path / "lib" / "janus" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "libjanus_videoroom.so").touch()
    (tmp_path / "bin").mkdir()
    janus = tmp_path / "bin" / "janus"
    janus.write_text(f"#!/bin/sh\necho 'Janus version: 1400 ({said})'\n")
    janus.chmod(0o755)

    assert (installation_at(tmp_path) is not None) is is_there


def test_prefix_whose_janus_fails_does_not_count(tmp_path):
    plugins = tmp_path / "lib" / "janus" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "libjanus_videoroom.so").touch()
    (tmp_path / "bin").mkdir()
    janus = tmp_path / "bin" / "janus"
    janus.write_text("#!/bin/sh\necho 'Janus version: 1401 (1.4.1)'\nexit 127\n")
    janus.chmod(0o755)

    assert installation_at(tmp_path) is None
