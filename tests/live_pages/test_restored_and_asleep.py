"""Pages that the browser kept for "back", or froze, or whose device slept."""

import pytest
from django.template.loader import render_to_string

from tests.live_pages.screens import ended, live, pin, sign_in, waiting, wall
from tests.stage.waiting import wait_until

FIRST_SCREENS = {"monitor": pin(), "station": sign_in(), "wall": wall([])}


@pytest.mark.parametrize("surface", ["monitor", "station", "room", "wall"])
def test_a_kept_page_shows_nobody_until_the_server_has_answered(live_page, surface):
    page = live_page(surface)
    page.opens(FIRST_SCREENS.get(surface) or live(page.now))
    if surface in ("monitor", "station"):
        page.shows(live(page.now))
    page.page.evaluate("() => window.addEventListener('pagehide', () => serverWithin.isUp = false)")

    page.leaves_and_comes_back()

    page.comes("connecting")
    assert "Jordan" not in page.reads()
    before = page.connections
    page.finds_the_server()
    page.passes(5)
    page.comes("live" if surface != "wall" else "wall")
    assert page.connections == before + 1


def test_a_kept_page_shows_what_became_of_the_visit(live_page):
    page = live_page("room")
    page.opens(live(page.now))
    page.is_greeted_with(ended(home="/visits/"))
    page.leaves_and_comes_back()
    page.comes("ended")
    assert page.page.get_by_test_id("time-left").count() == 0


def test_an_ordinary_page_that_was_kept_is_loaded_again(live_page):
    page = live_page("room")
    page.document = render_to_string("offline.html")
    page.page.goto(page.url)
    assert page.times_loaded == 1
    page.page.goto(page.elsewhere)
    with page.page.expect_request(page.url):
        page.page.go_back(wait_until="commit")


def test_after_a_sleep_the_minutes_are_right_at_once(live_page):
    """The page's timers have not run; the first thing that it learns about is that it is seen."""
    page = live_page("room")
    page.opens(live(page.now))
    page.sleeps(minutes=7)
    page.wakes()
    assert page.page.get_by_test_id("time-left").inner_text() == "11 minutes left"


def test_a_connection_that_died_in_a_sleep_is_replaced_within_three_seconds(live_page):
    page = live_page("monitor")
    page.opens(waiting(page.now))
    page.goes_silent()
    page.wakes()
    page.passes(2.4)
    assert page.connections == 1
    page.passes(0.6)
    page.passes(0.3)
    wait_until(lambda: page.connections == 2, "another connection")


def test_a_page_that_was_frozen_checks_its_connection(live_page):
    page = live_page("room")
    page.opens(live(page.now))
    page.goes_silent()
    # Chromium freezes no page that can be seen, and none of a browser without windows is hidden.
    page.page.evaluate("() => document.dispatchEvent(new Event('resume'))")
    page.passes(3)
    page.passes(0.3)
    wait_until(lambda: page.connections == 2, "another connection")
