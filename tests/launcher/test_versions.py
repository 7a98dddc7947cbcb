"""Which versions of Janus are new enough."""

import pytest

from launcher.janus_pins import OLDEST
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
    assert (upstream_version(debian_version) >= OLDEST) is is_enough


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
