#!/usr/bin/env bash
# sdp-transform 3.0.0 (npm) gives an ICE user fragment as a number where it has digits alone.
#
# RFC 8839 makes an ice-ufrag of 4 to 256 letters, digits, "+" and "/": "1234" is one, and it stays
# text like any other. Seen: parse() gives the number 1234, and the mid "0" of a browser's offer as
# the number 0, while "abcd" and "video" are strings. A comparison with what the browser says of
# itself (transceiver.mid === "0", candidate.usernameFragment === "1234") is then false.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund sdp-transform@3.0.0 > npm.txt 2>&1

cat > look.mjs <<'SCRIPT'
import { parse } from "sdp-transform";
const offer = (mid, ufrag) => [
  "v=0", "o=- 1 2 IN IP4 0.0.0.0", "s=-", "t=0 0",
  "m=video 9 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0",
  `a=mid:${mid}`, `a=ice-ufrag:${ufrag}`, "a=ice-pwd:abcdefghijklmnopqrstuv",
  "a=rtpmap:96 VP8/90000", "",
].join("\r\n");
const kinds = (mid, ufrag) => {
  const { media: [video] } = parse(offer(mid, ufrag));
  return `mid ${typeof video.mid}, ufrag ${typeof video.iceUfrag}`;
};
console.log(`${kinds("0", "1234")}; ${kinds("video", "abcd")}`);
SCRIPT
seen=$(node look.mjs)
echo "$seen"
[ "$seen" = "mid number, ufrag number; mid string, ufrag string" ]
