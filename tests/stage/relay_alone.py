"""A browser for which the relay is the only way to the media server, and which way it took."""

from playwright.sync_api import BrowserContext, Page

WAYS = ("udp", "tcp", "tls")
# How an address of the relay is written, by what leads there.
_ADDRESSES_OF = {"udp": "^turn:.*=udp$", "tcp": "^turn:.*=tcp$", "tls": "^turns:"}
_RELAY_ALONE = """
(() => {
  const chosen = ({ iceServers = [], ...others } = {}) => ({
    ...others,
    iceServers: iceServers.map((server) => ({
      ...server,
      urls: [server.urls].flat().filter((url) => new RegExp("WAY").test(url)),
    })),
    iceTransportPolicy: "relay",
  });
  const Direct = RTCPeerConnection;
  window.RTCPeerConnection = class extends Direct {
    constructor(configuration) {
      super(chosen(configuration));
    }
    setConfiguration(configuration) {
      super.setConfiguration(chosen(configuration));
    }
  };
})();
"""
_WAYS_USED = """
async () => {
  const used = [];
  for (const peer of window.parloirPeers) {
    const stats = await peer.getStats();
    for (const one of stats.values()) {
      if (one.type !== "transport" || !one.selectedCandidatePairId) continue;
      const local = stats.get(stats.get(one.selectedCandidatePairId).localCandidateId);
      used.push(`${local.candidateType} ${local.relayProtocol}`);
    }
  }
  return used;
}
"""


def let_only_relay_through(profile: BrowserContext, *, over: str) -> None:
    """Let the pages of this profile use the relay alone, over `udp`, `tcp` or `tls`."""
    profile.add_init_script(_RELAY_ALONE.replace("WAY", _ADDRESSES_OF[over]))


def ways_used_by(page: Page) -> list[str]:
    """Return what each open connection goes through, as in `relay tcp`."""
    used: list[str] = page.evaluate(_WAYS_USED)
    return used
