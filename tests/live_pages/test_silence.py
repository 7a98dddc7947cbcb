"""What a person reads when nothing of the other side arrives any more."""

import pytest

from parloir.protocol.screens.visit import MediaDemand
from tests.live_pages.screens import live
from tests.stage.waiting import wait_until

SENTENCE = "The connection to Jordan Miles is being restored. You do not need to do anything."
# Connections that count as the test says, whatever arrives on them.
COUNTED = """
  window.arrived = 0;
  RTCPeerConnection.prototype.getStats = async () => new Map([
    ["one", { type: "inbound-rtp", kind: "audio", packetsReceived: window.arrived }],
  ]);
"""


@pytest.fixture(scope="module")
def devices():
    return ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def _second(page, *, arrived):
    page.page.evaluate(f"() => {{ window.arrived += {arrived} }}")
    page.passes(1)
    page.page.evaluate("() => new Promise((resolve) => queueMicrotask(resolve))")


def _is_in_a_visit(live_page, **changed):
    page = live_page("room")
    page.page.add_init_script(COUNTED)
    page.opens(live(page.now, media=MediaDemand(publish=True), **changed))
    wait_until(lambda: page.page.evaluate("() => window.parloirPeers.size") == 2, "the leg")
    for arrived in (50, 50):
        _second(page, arrived=arrived)
    return page


def test_silence_is_said_within_three_seconds_and_no_face_stays(live_page):
    page = _is_in_a_visit(live_page)
    assert SENTENCE not in page.reads()
    for _ in range(3):
        _second(page, arrived=0)
    wait_until(lambda: SENTENCE in page.reads(), "the notice")
    assert page.page.locator(".v-live--faceless").count() == 1
    _second(page, arrived=50)
    wait_until(lambda: SENTENCE not in page.reads(), "the notice to go")
    assert page.page.locator(".v-live--faceless").count() == 0


def test_somebody_who_is_muted_is_not_said_to_be_lost(live_page):
    page = _is_in_a_visit(live_page, other_muted="Jordan Miles cannot be heard right now.")
    for _ in range(4):
        _second(page, arrived=0)
    assert "Jordan Miles cannot be heard right now." in page.reads()
    assert SENTENCE not in page.reads()
