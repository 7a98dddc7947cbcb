"""A page whose person may no longer have it, since the sign-in has ended."""

import pytest

from parloir.protocol.errors import CLOSED_NOT_ADMITTED
from tests.live_pages.screens import live

LOADED_AGAIN = "performance.getEntriesByType = () => [{ type: 'reload' }]"


@pytest.fixture
def room(live_page):
    page = live_page("room")
    page.opens(live(page.now))
    assert "Jordan" in page.reads()
    return page


def test_nothing_of_anybody_is_shown_any_more(room):
    room.ends_the_connection(CLOSED_NOT_ADMITTED)
    room.comes("connecting")
    assert "Jordan" not in room.reads()


def test_the_page_is_loaded_again_although_it_is_new(room):
    room.ends_the_connection(CLOSED_NOT_ADMITTED)
    room.comes("connecting")
    with room.page.expect_event("load"):
        room.passes(0.6)


def test_a_page_that_was_loaded_again_is_kept_for_ten_seconds(room):
    room.page.evaluate(LOADED_AGAIN)
    room.ends_the_connection(CLOSED_NOT_ADMITTED)
    room.comes("connecting")
    room.passes(8)
    assert "Jordan" not in room.reads()
    assert room.times_loaded == 1
    with room.page.expect_event("load"):
        room.passes(2.1)
