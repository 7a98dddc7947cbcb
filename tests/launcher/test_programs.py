"""Which programs bin/test installs for which suites."""

import pytest

from launcher.suites import SUITES
from launcher.testing import programs_of


@pytest.mark.parametrize(
    ("suites", "programs"),
    [
        (["unit"], {"gpg", "gpg-agent"}),
        (["journeys"], {"chromium", "java", "turnserver", "nginx"}),
        (["contracts", "faults"], {"chromium", "java", "turnserver", "nginx"}),
        (SUITES, {"gpg", "gpg-agent", "chromium", "java", "firefox-esr", "turnserver", "nginx"}),
        (
            ["unit", "journeys"],
            {"gpg", "gpg-agent", "chromium", "java", "firefox-esr", "turnserver", "nginx"},
        ),
    ],
)
def test_suites_get_the_programs_that_they_start(suites, programs):
    assert set(programs_of(suites)) == programs
