"""Checks of the session descriptions and candidates that browsers send."""

from parloir.media.errors import BadDescription
from parloir.media.protocol import Candidate

LARGEST_DESCRIPTION = 64 * 1024
"""In characters. A browser's offer of a picture in three layers and sound has some 8,000."""
LARGEST_CANDIDATE = 1024


def checked(sdp: str) -> str:
    """Return the description as it may be passed to the media server. Raises `BadDescription`.

    It refuses what our browsers never send: text that is no description, an oversized one, or a
    data channel (not used here, and a source of memory errors in media servers). Names that end in
    `.local` are left out, because only the browser's own network can resolve them: the server would
    wait for them, and the browser reaches the server without them.
    """
    if len(sdp) > LARGEST_DESCRIPTION or not sdp.startswith("v=0"):
        raise BadDescription("this is not a session description")
    lines = sdp.splitlines()
    media = [line for line in lines if line.startswith("m=")]
    if not media or any(not line.startswith(("m=audio ", "m=video ")) for line in media):
        raise BadDescription("only sound and pictures can be exchanged")
    kept = (line for line in lines if not _has_unresolvable_host(line))
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


def is_worth_sending(candidate: Candidate) -> bool:
    """Return whether the media server can use this candidate. Raises `BadDescription`.

    Some browsers send an empty line at the end of their candidates.
    """
    line = candidate.line
    if len(line) > LARGEST_CANDIDATE or "\n" in line or "\r" in line:
        raise BadDescription("this is not a candidate")
    return line != "" and not _has_unresolvable_host(line)


def _has_unresolvable_host(line: str) -> bool:
    if not line.removeprefix("a=").startswith("candidate:"):
        return False
    fields = line.split()
    return len(fields) > 4 and fields[4].lower().endswith(".local")
