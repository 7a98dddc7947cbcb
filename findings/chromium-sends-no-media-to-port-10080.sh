#!/usr/bin/env bash
# Chromium 156.0.8078.114 (Debian 12) sends no connectivity check to UDP port 10080.
#
# A page makes a peer connection and is given an answer (RFC 8829) with one host candidate. On port
# 10079 or 10081 the STUN requests (RFC 8445) come at once. On port 10080, a "bad port" of the Fetch
# standard, none comes, although the page's statistics count them as sent (`requestsSent`) and the
# state is "checking", as if the network had lost them. Nothing is raised and nothing is logged. A
# media server whose range of ports holds 10080 loses one connection in as many as it has ports.
#
# Needs the program `chromium`. Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check playwright==1.61.0

seen=$("$folder/python/bin/python" - "$(command -v chromium)" <<'PYTHON'
import socket
import sys

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"]
CHECKS = """async ([address, port]) => {
  const peer = new RTCPeerConnection();
  peer.createDataChannel("a");
  await peer.setLocalDescription();
  await peer.setRemoteDescription({ type: "answer", sdp: [
    "v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=mid:0",
    "a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuv", "a=setup:active",
    "a=fingerprint:sha-256 " + Array(32).fill("AA").join(":"), "a=sctp-port:5000",
    `a=candidate:1 1 udp 2015363327 ${address} ${port} typ host`, "",
  ].join("\\r\\n") });
  const sent = async () => Math.max(0, ...[...(await peer.getStats()).values()]
    .filter((each) => each.type === "candidate-pair").map((each) => each.requestsSent));
  while ((await sent()) < 5) await new Promise((resolve) => setTimeout(resolve, 50));
  const state = peer.iceConnectionState;
  peer.close();
  return state;
}"""


def own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing
        return probe.getsockname()[0]


def came(server: socket.socket) -> bool:
    try:
        return len(server.recv(2048)) > 0
    except BlockingIOError:
        return False


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=FLAGS)
    page = browser.new_page()
    for port in (10079, 10080, 10081):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
            server.bind((own_address(), port))
            server.setblocking(False)
            state = page.evaluate(CHECKS, [own_address(), port])
            print(port, state, "arrived" if came(server) else "nothing arrived")
    browser.close()
PYTHON
)
echo "$seen"
[ "$seen" = "10079 checking arrived
10080 checking nothing arrived
10081 checking arrived" ]
