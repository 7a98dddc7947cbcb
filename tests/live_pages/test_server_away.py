"""A monitor or a station that has lost the server says so, and goes on by itself."""

import pytest

from tests.live_pages.screens import PHONE, greet, live, pin, sign_in, waiting
from tests.stage.waiting import wait_until

FIRST = {"monitor": pin(), "station": sign_in()}
SAYS = {
    "monitor": "This monitor has lost its connection",
    "station": "Esta estación perdió la conexión",
}
TIMES = {"monitor": ("9:00 AM Central", "9:02 AM Central"), "station": ("9:00", "9:02")}


def becomes_away(page):
    """Let time pass, second by second, until the page says that the server is away."""

    def says_so():
        page.passes(1)
        return page.page.locator("#surface").get_attribute("data-screen") == "away"

    wait_until(says_so, "the page to say so", otherwise=page.reads)


def buttons(page) -> int:
    return page.page.locator("button:visible").count()


@pytest.mark.parametrize("surface", ["monitor", "station"])
def test_a_silent_server_is_asked_and_then_the_device_says_so(live_page, surface):
    language = "es" if surface == "station" else "en"
    page = live_page(surface, language=language)
    page.opens(FIRST[surface])
    page.vanishes()
    page.passes(14)
    assert (page.times_asked, buttons(page) > 0) == (0, True)

    becomes_away(page)
    assert page.times_asked == 2
    words = page.reads()
    assert SAYS[surface] in words
    assert PHONE in words
    assert TIMES[surface][0] in words
    assert buttons(page) == 0
    assert SAYS[surface] in page.page.title()

    page.passes(100)
    assert TIMES[surface][1] in page.reads()
    page.finds_the_server()
    page.passes(5)
    page.comes(FIRST[surface].name)
    assert buttons(page) > 0


def test_nothing_that_was_typed_stays(live_page):
    page = live_page("monitor")
    page.opens(pin())
    page.page.keyboard.type("1234")
    wait_until(lambda: "1 2 3 4" in page.reads(), "the digits", otherwise=page.reads)
    page.loses_the_server()
    becomes_away(page)
    page.page.keyboard.type("5678")
    page.finds_the_server()
    page.passes(5)
    page.comes("pin")
    assert "0 digits of 8 entered" in page.reads()


@pytest.mark.parametrize("screen", [greet(), None])
def test_names_are_not_shown(live_page, screen):
    page = live_page("monitor")
    page.opens(pin())
    page.shows(screen or live(page.now))
    page.loses_the_server()
    becomes_away(page)
    words = page.reads()
    assert ("Jordan" in words, "Maria" in words) == (False, False)
    assert ("Your visit is interrupted" in words) == (screen is None)
    page.finds_the_server()
    page.passes(5)
    page.comes("greet" if screen else "live")
    assert "Jordan" in page.reads()


def test_without_a_network_nobody_waits_for_the_silence(live_page):
    page = live_page("station")
    page.opens(waiting(page.now))
    page.vanishes()
    page.page.evaluate("() => window.dispatchEvent(new Event('offline'))")
    page.passes(1)
    # Requests are answered only while the test asks the browser for something.
    wait_until(lambda: page.reads() and page.times_asked == 1, "the question")
    becomes_away(page)
    assert page.times_asked == 2


def test_a_server_that_answers_and_takes_no_sockets_is_away_after_a_minute(live_page):
    page = live_page("monitor")
    page.opens(pin())
    page.refuses_sockets()
    for _ in range(5):
        page.passes(11)
    page.comes("pin")
    assert "The connection is being restored." in page.reads()
    page.passes(6)
    page.comes("away")


def test_a_room_at_home_keeps_its_screen(live_page):
    page = live_page("room")
    page.opens(live(page.now))
    page.loses_the_server()
    for _ in range(10):
        page.passes(10)
    page.comes("live")
    assert "The connection is being restored." in page.reads()
    assert page.times_asked == 0
