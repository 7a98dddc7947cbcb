#!/usr/bin/env bash
# dpkt 1.9.8 (PyPI): an RTP packet's payload begins with its header extension.
#
# RTP's extension bit says that a block of extensions stands between the header and the payload
# (RFC 3550, 5.3.1). Browsers set it in nearly every packet of a video call. scapy 2.6.1 takes it off.
# Seen: `RTP(...).x` is 1, and `.data` begins with be de 00 01, the mark of such a block (RFC 8285).
# A decoder or a count of bytes of a captured call that takes `.data` is wrong by 8 bytes or more for
# each packet.
# Instead: if `.x` is set, skip 4 bytes and four times the number in the last two of them.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check dpkt==1.9.8 scapy==2.6.1

seen=$("$folder/python/bin/python" - <<'PYTHON'
import struct

from dpkt.rtp import RTP
from scapy.layers.rtp import RTP as RTPOfScapy

payload = b"picture"
extension = struct.pack("!HH", 0xBEDE, 1) + bytes.fromhex("10aa0000")
packet = struct.pack("!BBHII", 0x90, 96, 1, 3000, 7) + extension + payload
read = RTP(packet)
print(read.x, bytes(read.data).removesuffix(payload).hex(), bytes(RTPOfScapy(packet).lastlayer()))
PYTHON
)
echo "extension bit, what stands before the payload, scapy's payload: $seen"
[ "$seen" = "1 bede000110aa0000 b'picture'" ]
