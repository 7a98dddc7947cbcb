"""What a person reads whose line carries the voice alone, in one direction or the other."""

from itertools import groupby

import pytest

from parloir.protocol.media import MediaPicture
from parloir.protocol.screens.screen import SideDevices
from parloir.protocol.screens.visit import MediaDemand
from tests.live_pages.screens import live, room_check
from tests.stage.spanish import in_spanish
from tests.stage.waiting import wait_until

SENTENCE = (
    "Your connection is slow: the picture is paused so that you can hear each other. It comes back "
    "by itself."
)

NOT_HEARD = (
    "Your connection is slow: {name} sees you, but does not hear you for now. Your sound comes "
    "back by itself."
)
OWN = (
    "Your connection is slow: {name} hears you, but does not see you for now. Your picture comes "
    "back by itself."
)
# What a browser reports whose line up loses this share.
REPORTS = """
window.lineUp = { kind: "audio", share: 0, lost: 0, at: Date.now() };
RTCPeerConnection.prototype.getStats = async function () {
  const now = Date.now();
  lineUp.lost += (lineUp.share * (now - lineUp.at)) / 20;
  lineUp.at = now;
  const kind = lineUp.kind;
  const sent = { type: "outbound-rtp", kind, packetsSent: now / 20 };
  const reported = { type: "remote-inbound-rtp", kind, packetsLost: lineUp.lost };
  const arrived = { type: "candidate-pair", bytesReceived: now };
  const sends = this.getSenders().some(({ track }) => track);
  return new Map((sends ? [sent, reported, arrived] : [arrived]).entries());
};
"""


@pytest.fixture(scope="module")
def devices():
    return ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


SOUND_PAUSED = (
    "Your connection is slow: the sound is paused so that you can see each other. It comes back by "
    "itself."
)


def _learns_whether(page, *, paused=False, sound_paused=False, attempt=1):
    told = MediaPicture(
        leg="side", attempt=attempt, paused=paused, sound_paused=sound_paused
    ).model_dump_json()
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


def _media(page):
    return page.page.evaluate("() => serverWithin.media")


def _devices(page):
    return [one for one in _media(page) if one["type"] == "media.devices"]


def _cameras(page):
    """Return the states of the camera, one after the other. A new attempt has it on."""
    return [state for state, _ in groupby(["on", *(one["camera"] for one in _devices(page))])]


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
    assert (sentence in page.reads(), _cameras(page)) == (False, ["on"])  # with fewer frames
    _passes(page, seconds=4, losing=0.5)
    wait_until(lambda: sentence in page.reads(), "the notice")
    assert _cameras(page) == ["on", "thin"]
    _passes(page, seconds=9, losing=0)
    assert sentence in page.reads()
    _passes(page, seconds=3, losing=0)
    wait_until(lambda: sentence not in page.reads(), "the notice to go")
    assert _cameras(page) == ["on", "thin", "on"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_signs_says_so_at_the_check_and_then_the_sound_stops_before_the_picture(
    live_page, language
):
    page = live_page("room", language=language)
    page.page.add_init_script(REPORTS)
    page.opens(room_check())
    page.page.locator("input[name=signs]").check()
    page.shows(live(page.now, media=MediaDemand(publish=True)))
    joined = "() => serverWithin.media.some(({ type }) => type === 'media.devices')"
    wait_until(lambda: page.page.evaluate(joined), "the leg")
    page.page.evaluate("() => { lineUp.kind = 'video'; }")
    _passes(page, seconds=3, losing=0)
    _passes(page, seconds=20, losing=0.5)
    not_heard = (NOT_HEARD if language == "en" else in_spanish(NOT_HEARD)).format(
        name="Jordan Miles"
    )
    wait_until(lambda: not_heard in page.reads(), "the notice")
    assert {(one["signs"], one["camera"]) for one in _devices(page)} == {(True, "on")}
    assert _devices(page)[-1]["microphone"] == "thin"
    paused = SOUND_PAUSED if language == "en" else in_spanish(SOUND_PAUSED)
    _learns_whether(page, sound_paused=True)
    wait_until(lambda: paused in page.reads(), "that the other is not heard")
    _learns_whether(page)
    wait_until(lambda: paused not in page.reads(), "that the other is heard")


def test_that_the_other_signs_is_read_for_the_whole_visit(live_page):
    page = live_page("room")
    page.opens(live(page.now, media=MediaDemand(publish=True)))
    assert "signs" not in page.reads()
    signing = SideDevices(camera="on", microphone="on", signs=True)
    page.shows(live(page.now, media=MediaDemand(publish=True), other_devices=signing))
    read = "Jordan Miles signs: the picture comes first"
    wait_until(lambda: read in page.reads(), read, otherwise=page.reads)


def test_a_browser_keeps_that_somebody_signs(live_page):
    page = live_page("room")
    page.opens(room_check())
    signs = page.page.locator("input[name=signs]")
    assert not signs.is_checked()
    signs.check()
    page.page.reload()
    page.comes("check")
    assert signs.is_checked()
