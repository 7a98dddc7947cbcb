"""Checks of the session descriptions that browsers send."""

import re

from parloir.media.errors import BadDescription

ADDRESSES = ("a=candidate:", "a=end-of-candidates", "a=remote-candidates:")
LARGEST_DESCRIPTION = 64 * 1024
"""In characters. A browser's offer of a picture in three layers and sound has some 8,000."""

# A browser that has begun to look for its addresses writes the best one into these lines. What
# stands there before is the placeholder of RFC 8829. Port 0 has a meaning: this part is refused.
_PLACEHOLDERS = (
    (re.compile(r"(o=\S+\s+\S+\s+\S+\s+).*"), r"\1IN IP4 127.0.0.1"),
    (re.compile(r"c=.*"), "c=IN IP4 0.0.0.0"),
    (re.compile(r"a=rtcp:.*", re.IGNORECASE), "a=rtcp:9 IN IP4 0.0.0.0"),
    (re.compile(r"(m=\w+)\s+0*[1-9]\d*(.*)"), r"\1 9\2"),
)


def checked(sdp: str) -> str:
    """Return the description as it may be passed to the media server. Raises `BadDescription`.

    It refuses what our browsers never send: text that is no description, an oversized one, or a
    data channel (not used here, and a source of memory errors in media servers). Addresses of the
    browser (`a=candidate`, RFC 8839) are left out: the server would send to every one of them,
    its owner or not. Where a line has to have an address, it gets a placeholder. The server learns
    where the browser is from the first packet (RFC 8445, a peer-reflexive candidate).
    """
    if len(sdp) > LARGEST_DESCRIPTION or not sdp.startswith("v=0"):
        raise BadDescription("this is not a session description")
    lines = sdp.splitlines()
    media = [line for line in lines if line.startswith("m=")]
    if not media or any(not line.startswith(("m=audio ", "m=video ")) for line in media):
        raise BadDescription("only sound and pictures can be exchanged")
    kept = (line for line in lines if not line.lower().startswith(ADDRESSES))
    return "".join(f"{_without_address(line)}\r\n" for line in kept)


def _without_address(line: str) -> str:
    for pattern, placeholder in _PLACEHOLDERS:
        found = pattern.fullmatch(line)
        if found is not None:
            return found.expand(placeholder)
    return line


def stream_names(sdp: str) -> dict[str, str]:
    """Return the name (mid) of the first offered stream of each kind (`audio`, `video`)."""
    names: dict[str, str] = {}
    kind = ""
    for line in sdp.splitlines():
        if line.startswith("m="):
            kind = line[2:].split(" ", 1)[0]
        elif line.startswith("a=mid:") and kind:
            names.setdefault(kind, line.removeprefix("a=mid:").strip())
    return names
