"""Checks of the session descriptions that browsers send."""

from parloir.media.errors import BadDescription

ADDRESSES = ("a=candidate:", "a=end-of-candidates", "a=remote-candidates:")
LARGEST_DESCRIPTION = 64 * 1024
"""In characters. A browser's offer of a picture in three layers and sound has some 8,000."""


def checked(sdp: str) -> str:
    """Return the description as it may be passed to the media server. Raises `BadDescription`.

    It refuses what our browsers never send: text that is no description, an oversized one, or a
    data channel (not used here, and a source of memory errors in media servers). Addresses of the
    browser (`a=candidate`, RFC 8839) are left out: the server would send to every one of them,
    its owner or not. It learns where the browser is from the first packet (RFC 8445, a
    peer-reflexive candidate).
    """
    if len(sdp) > LARGEST_DESCRIPTION or not sdp.startswith("v=0"):
        raise BadDescription("this is not a session description")
    lines = sdp.splitlines()
    media = [line for line in lines if line.startswith("m=")]
    if not media or any(not line.startswith(("m=audio ", "m=video ")) for line in media):
        raise BadDescription("only sound and pictures can be exchanged")
    kept = (line for line in lines if not line.lower().startswith(ADDRESSES))
    return "".join(f"{line}\r\n" for line in kept)


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
