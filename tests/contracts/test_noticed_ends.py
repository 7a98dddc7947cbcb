"""A page notices by itself that the other side has ended a connection: `frontend/call/peers.ts`."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.contracts.page_modules import bundled

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

CONNECTED = """async () => {
  window.lost = [];
  window.peer = await ours.openPeer(Promise.resolve([]));
  window.other = new RTCPeerConnection();
  window.peer.onicecandidate = ({ candidate }) => window.other.addIceCandidate(candidate);
  window.other.onicecandidate = ({ candidate }) => window.peer.addIceCandidate(candidate);
  window.peer.addTransceiver("audio");
  const connected = new Promise((resolve) =>
    ours.watchPeer(window.peer, {
      connected: resolve,
      doubtful: () => window.lost.push("doubtful"),
      lost: () => window.lost.push(window.peer.connectionState),
    }));
  await window.peer.setLocalDescription();
  await window.other.setRemoteDescription(window.peer.localDescription);
  await window.other.setLocalDescription();
  await window.peer.setRemoteDescription(window.other.localDescription);
  await connected;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def connected(chromium: Browser) -> AsyncIterator[Page]:
    page = await chromium.new_page()
    await page.add_script_tag(content=bundled("call/peers.ts"))
    await page.evaluate(CONNECTED)
    yield page
    await page.close()


async def test_an_end_by_the_other_side_is_noticed_before_the_connection_says_so(
    connected: Page,
) -> None:
    await connected.evaluate("window.other.close()")
    await connected.wait_for_function("window.lost.length")
    assert await connected.evaluate("window.lost") == ["connected"]


async def test_an_end_that_our_own_socket_explains_is_no_loss(connected: Page) -> None:
    """The socket says that the visit is over, and the page closes the connection."""
    await connected.evaluate(
        """() => new Promise((resolve) => {
          const [transceiver] = window.peer.getTransceivers();
          transceiver.sender.transport.addEventListener("statechange", () => {
            ours.closePeer(window.peer);
            setTimeout(resolve, 1000);
          });
          window.other.close();
        })"""
    )
    assert await connected.evaluate("window.lost") == []
