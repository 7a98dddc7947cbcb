"""What a person reads whose line carries the voice alone, in one direction or the other."""

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

OWN = (
    "Your connection is slow: {name} hears you, but does not see you for now. Your picture comes "
    "back by itself."
)
# What a browser reports whose line up loses this share of the voice.
REPORTS = """
window.lineUp = { share: 0, lost: 0, at: Date.now() };
RTCPeerConnection.prototype.getStats = async function () {
  const now = Date.now();
  lineUp.lost += (lineUp.share * (now - lineUp.at)) / 20;
  lineUp.at = now;
  const sent = { type: "outbound-rtp", kind: "audio", packetsSent: now / 20 };
  const reported = { type: "remote-inbound-rtp", kind: "audio", packetsLost: lineUp.lost };
  const arrived = { type: "candidate-pair", bytesReceived: now };
  const sends = this.getSenders().some(({ track }) => track);
  return new Map((sends ? [sent, reported, arrived] : [arrived]).entries());
};
"""


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


def _passes(page, *, seconds, losing):
    page.page.evaluate("(share) => { lineUp.share = share; }", losing)
    for _ in range(seconds):
        page.passes(1)


def _cameras(page):
    told = page.page.evaluate("() => serverWithin.media")
    return [one["camera"] for one in told if one["type"] == "media.devices"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_is_heard_and_not_seen_reads_so_until_their_picture_is_sent_again(live_page, language):
    page = live_page("room", language=language)
    page.page.add_init_script(REPORTS)
    page.opens(live(page.now, media=MediaDemand(publish=True)))
    joined = "() => serverWithin.media.some(({ type }) => type === 'media.join')"
    wait_until(lambda: page.page.evaluate(joined), "the leg")
    sentence = (OWN if language == "en" else in_spanish(OWN)).format(name="Jordan Miles")
    _passes(page, seconds=3, losing=0)
    _passes(page, seconds=1, losing=0.5)
    assert (sentence in page.reads(), _cameras(page)) == (False, [])  # with fewer frames
    _passes(page, seconds=4, losing=0.5)
    wait_until(lambda: sentence in page.reads(), "the notice")
    assert _cameras(page) == ["thin"]
    _passes(page, seconds=9, losing=0)
    assert sentence in page.reads()
    _passes(page, seconds=3, losing=0)
    wait_until(lambda: sentence not in page.reads(), "the notice to go")
    assert _cameras(page) == ["thin", "on"]
