"""A monitor at `check`: connected before the press, sending from the press on, and let go when
nobody presses. The other end of its connection is in the same page."""

import pytest

from parloir.protocol.media import MediaAnswer, MediaClosed
from tests.live_pages.screens import monitor_check
from tests.stage.waiting import wait_until

TEN_MINUTES = 600.0
# The other end takes the offer, and answers with the addresses at which it can be reached.
ANSWER = """async (sdp) => {
  const other = new RTCPeerConnection();
  (window.others ??= []).push(other);
  await other.setRemoteDescription({ type: "offer", sdp });
  await other.setLocalDescription();
  while (other.iceGatheringState !== "complete") {
    await new Promise((resolve) => (other.onicegatheringstatechange = resolve));
  }
  return other.localDescription.sdp;
}"""
# The packets that have arrived at the other ends.
ARRIVED = """async () => {
  let packets = 0;
  for (const other of window.others)
    for (const each of (await other.getStats()).values())
      if (each.type === "inbound-rtp") packets += each.packetsReceived;
  return packets;
}"""
# Resolves once the page has shown so many more pictures of its own camera.
PICTURES = """(count) => new Promise((resolve) => {
  const video = document.querySelector("[data-testid=self-video]");
  const shown = () => (count-- > 0 ? video.requestVideoFrameCallback(shown) : resolve());
  shown();
})"""
CONNECTED = """() => [...window.parloirPeers].some((one) => one.connectionState === "connected")"""
CAMERA_RUNS = """() => document.querySelector("[data-testid=self-video]").srcObject.getTracks()
    .every((one) => one.readyState === "live")"""


@pytest.fixture(scope="module")
def devices():
    return ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def _asked(page, kind):
    """Return the offers that the page has sent in messages of this kind, by attempt."""
    sent = page.page.evaluate("() => serverWithin.media")
    return {each["attempt"]: each["sdp"] for each in sent if each["type"] == kind}


def _answers(page, kind, attempt):
    """Answer the offer of this attempt, and wait until it is connected."""
    offer = wait_until(lambda: _asked(page, kind).get(attempt), f"the {kind}")
    answer = page.page.evaluate(ANSWER, offer)
    page.hears(MediaAnswer(leg="side", attempt=attempt, sdp=answer))
    wait_until(lambda: page.page.evaluate(CONNECTED), "the connection")


@pytest.fixture
def monitor(live_page):
    """Return a monitor that is connected at `check`."""
    page = live_page("monitor")
    page.opens(monitor_check())
    _answers(page, "media.prepare", 1)
    return page


def _begins(page):
    page.page.locator(".button-begin:not([disabled])").click()


def _is_received(page):
    wait_until(lambda: page.page.evaluate(ARRIVED) > 0, "packets to arrive")


def test_a_monitor_sends_nothing_at_check_and_from_the_press_on(monitor):
    assert monitor.page.evaluate(CAMERA_RUNS)
    monitor.page.evaluate(PICTURES, 20)
    assert monitor.page.evaluate(ARRIVED) == 0
    _begins(monitor)
    _is_received(monitor)
    assert _asked(monitor, "media.join") == {}


def test_ten_minutes_at_check_let_go_of_the_connection_and_the_press_makes_another(monitor):
    monitor.page.evaluate("() => (window.former = [...window.parloirPeers])")
    monitor.passes(TEN_MINUTES)
    monitor.hears(MediaClosed(leg="side", reason="unused"))
    states = "() => window.former.map((one) => one.connectionState)"
    wait_until(
        lambda: set(monitor.page.evaluate(states)) == {"closed"}, "both connections to be closed"
    )
    assert monitor.page.evaluate(ARRIVED) == 0

    monitor.passes(TEN_MINUTES)
    assert list(_asked(monitor, "media.prepare")) == [1]
    assert not monitor.page.evaluate(CONNECTED)
    assert monitor.page.evaluate(CAMERA_RUNS)
    _begins(monitor)
    _answers(monitor, "media.join", 2)
    _is_received(monitor)
