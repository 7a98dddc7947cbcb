"""Every page of staff that shows a person leaves an event, or is listed here with the reason why
not. `tests/access` comes to each page and compares the events with the table."""

import pytest

from tests.access.staff_rows import STAFF_ROWS

SHOWS_NOBODY = {
    "admin:index": "the menu of the configuration; its pages are in tests/web/admin_site",
    "console": "leads on to the wall or to another section",
    "closures": "closed times of a facility, its units and devices",
    "why": "an empty form; its answer is an event",
    "devices": "monitors and stations",
    "approve_device": "a monitor or a station, and a code",
    "pins": "how many PINs were refused, by device, and units with weak ones",
    "coverage": "which officer watched for how long; its file is an event",
}
READS = [row for row in STAFF_ROWS if row.method == "GET"]


@pytest.mark.parametrize("row", READS, ids=str)
def test_a_page_of_staff_that_shows_a_person_leaves_an_event(row):
    assert bool(row.audits) != (row.route in SHOWS_NOBODY)


def test_no_page_is_listed_that_is_not_there():
    assert {row.route for row in READS} >= SHOWS_NOBODY.keys()
