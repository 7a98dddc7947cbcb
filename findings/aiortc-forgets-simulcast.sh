#!/usr/bin/env bash
# aiortc 1.16.0 reads a simulcast offer and writes another one.
#
# The offer is what a browser sends that publishes two layers by RID (RFC 8851, RFC 8853) with
# rtcp-mux (RFC 5761). Seen: str(SessionDescription.parse(offer)) has no a=rid, a=simulcast,
# a=extmap-allow-mixed and no a=rtcp-rsize; a=rtcp-mux is lost too where the offer has no a=rtcp
# line. Nothing is raised. What is passed on through it to a media server publishes one layer.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check aiortc==1.16.0

seen=$("$folder/python/bin/python" - <<'PYTHON'
from aiortc.sdp import SessionDescription

lines = [
    "v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0", "a=extmap-allow-mixed",
    "a=msid-semantic:WMS *", "m=video 9 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0", "a=sendonly",
    "a=mid:0", "a=rtcp-mux", "a=rtcp-rsize", "a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuv",
    "a=fingerprint:sha-256 " + ":".join(["AA"] * 32), "a=setup:actpass", "a=rtpmap:96 VP8/90000",
    "a=rid:h send", "a=rid:l send", "a=simulcast:send h;l",
]
written = str(SessionDescription.parse("\r\n".join(lines) + "\r\n")).split("\r\n")
print(", ".join(sorted(line[2:] for line in lines if line not in written)))
PYTHON
)
echo "lost: $seen"
[ "$seen" = "extmap-allow-mixed, rid:h send, rid:l send, rtcp-mux, rtcp-rsize, simulcast:send h;l" ]
