"""What a person reads whose line carries the other's voice alone."""

import pytest

from parloir.protocol.media import MediaPicture
from parloir.protocol.screens.visit import MediaDemand
from tests.live_pages.screens import live
from tests.stage.spanish import in_spanish
from tests.stage.waiting import wait_until

SENTENCE = (
    "Your connection is slow: the picture is paused so that you can hear each other. It comes back "
    "by itself."
)


@pytest.fixture(scope="module")
def devices():
    return ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def _learns_whether(page, *, paused, attempt=1):
    told = MediaPicture(leg="side", attempt=attempt, paused=paused).model_dump_json()
    page.page.evaluate(f"() => serverWithin.socket.hears({told})")
    page.passes(1)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_paused_picture_is_explained_until_it_comes_back(live_page, language):
    page = live_page("room", language=language)
    page.opens(live(page.now, media=MediaDemand(publish=True)))
    wait_until(lambda: page.page.evaluate("() => window.parloirPeers.size") == 2, "the leg")
    sentence = SENTENCE if language == "en" else in_spanish(SENTENCE)
    _learns_whether(page, paused=True, attempt=2)
    assert sentence not in page.reads()
    _learns_whether(page, paused=True)
    wait_until(lambda: sentence in page.reads(), "the notice")
    _learns_whether(page, paused=False)
    wait_until(lambda: sentence not in page.reads(), "the notice to go")
