"""Which programs bin/test installs for which suites."""

import pytest

from launcher.suites import SUITES
from launcher.testing import libraries_of, programs_of


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


@pytest.mark.parametrize(("suites", "libraries"), [(["unit"], {"ical"}), (["journeys"], set())])
def test_unit_tests_get_the_library_that_reads_calendar_files(suites, libraries):
    assert set(libraries_of(suites)) == libraries
