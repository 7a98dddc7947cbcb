"""Many visitors press "Finish" for one time, in a real house on each database."""

import pytest
from bs4 import BeautifulSoup

from bench.booking import full_house
from launcher.suites import SQLITE, database_of_this_run
from tests.stage.plain_browser import PlainBrowser, all_at_once

SIZE = {"areas": 1, "stations_an_area": 4, "inmates_an_area": 12, "monitors": 4, "days": 4}
INMATE_BUSY = "The person you want to see has another visit then. Please choose another time."

pytestmark = [pytest.mark.brings_databases, pytest.mark.janus, pytest.mark.timeout(600)]


def press_and_look(browser, path):
    """Return the address to which "Finish" led, and its page."""
    answer = browser.post(path)
    return answer, browser.follow(answer.location)


@pytest.mark.parametrize(
    ("database", "visitors"), [("sqlite", 25), ("sqlite", 100), ("postgresql", 100)]
)
def test_of_many_who_press_finish_one_wins_and_the_others_are_offered_other_times(
    database, visitors, prepared
):
    # PostgreSQL is a cluster of its own here, and so begins without tables.
    has_tables = prepared if database == database_of_this_run() == SQLITE else None
    size = {**SIZE, "clients": visitors}
    with full_house(database, size=size, prepared=has_tables) as (house, inside):
        times = inside.call("bench.inside_booking:places")
        path = times[0][0]
        browsers = [
            PlainBrowser(house.port, session=key, timeout=120)
            for key in inside.call("bench.inside_booking:sessions", count=visitors)
        ]
        for browser in browsers:
            assert browser.get(path).status == 200  # each sees the time free, and "Finish"

        outcomes = all_at_once(
            [lambda browser=browser: press_and_look(browser, path) for browser in browsers]
        )

        winners = [answer.booking for answer, _ in outcomes if answer.booking]
        assert len(winners) == 1
        assert inside.call("bench.inside_booking:double_bookings") == 0
        assert inside.call("tests.stage.wholeness:bookings_on", path=path) == winners
        day = path.rpartition("at=")[2][:10]
        for answer, page in outcomes:
            if answer.booking:
                continue
            assert (answer.status, page.status) == (302, 200)
            assert answer.location.endswith(f"?day={day}")
            soup = BeautifulSoup(page.text, "html.parser")
            assert [one.text.strip() for one in soup.select(".p-messages .usa-alert__text")] == [
                INMATE_BUSY
            ]
            offered = {one["value"] for one in soup.select("input[name=at]")}
            assert len(offered) > 1
            assert path.rpartition("at=")[2].replace("%3A", ":") not in offered
