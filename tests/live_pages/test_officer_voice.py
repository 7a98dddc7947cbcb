"""What an officer reads whose voice does not reach the two sides."""

import pytest

from parloir.protocol.media import MediaAnswer, MediaUnheard
from tests.live_pages.screens import tile, wall
from tests.stage.spanish import in_spanish
from tests.stage.waiting import wait_until

SENTENCE = "They cannot hear you now. Your connection is being restored."
VOICE = "voice:1"
# Connected as soon as offer and answer are exchanged, since there is no media server.
CONNECTED = """
(() => {
  const Real = RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    get connectionState() {
      return this.isAnswered ? "connected" : "new";
    }
    async setRemoteDescription() {
      this.isAnswered = true;
      this.onconnectionstatechange?.();
    }
  };
})();
"""


@pytest.fixture(scope="module")
def devices():
    return ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_officer_who_is_not_heard_reads_it_until_another_way_is_found(live_page, language):
    page = live_page("wall", language=language)
    page.page.add_init_script(CONNECTED)
    opened = tile(page.now, "1").model_copy(update={"opened": True})
    page.opens(wall([opened]))
    page.page.keyboard.press("s")
    peers = "() => [...parloirPeers].filter((one) => one.localDescription).length"
    wait_until(lambda: page.page.evaluate(peers) > 0, "the offer of the voice")
    page.hears(MediaAnswer(leg=VOICE, attempt=1, sdp="an answer"))
    page.passes(1)
    sentence = SENTENCE if language == "en" else in_spanish(SENTENCE)
    assert sentence not in page.reads()

    page.hears(MediaUnheard(leg=VOICE, attempt=1))

    def is_said():
        page.passes(0.1)
        return sentence in page.reads()

    wait_until(is_said, sentence, otherwise=page.reads)

    def is_said_no_more():
        page.passes(1)
        return sentence not in page.reads()

    wait_until(is_said_no_more, "the voice to be back", otherwise=page.reads)
