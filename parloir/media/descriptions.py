"""Session descriptions and candidates from browsers: what we let through, and as what."""

from parloir.media.errors import BadDescription
from parloir.media.protocol import Candidate

LARGEST_DESCRIPTION = 64 * 1024
"""Characters. A browser's offer of one picture in three layers and one sound has some 8,000."""
LARGEST_CANDIDATE = 1024


def checked(sdp: str) -> str:
    """The description as it may reach the media server.

    Refuses what no browser of ours sends: something else than a description, an oversized one, or
    a data channel (never used here, and a place where media servers have had memory faults).
    Names ending in `.local`, which only the browser's own network could resolve, are left out:
    the server would wait for them, and the browser reaches the server without.
    """
    if len(sdp) > LARGEST_DESCRIPTION or not sdp.startswith("v=0"):
        raise BadDescription("this is not a session description")
    lines = sdp.splitlines()
    media = [line for line in lines if line.startswith("m=")]
    if not media or any(not line.startswith(("m=audio ", "m=video ")) for line in media):
        raise BadDescription("only sound and pictures can be exchanged")
    kept = (line for line in lines if not _names_an_unresolvable_host(line))
    return "".join(f"{line}\r\n" for line in kept)


def stream_names(sdp: str) -> dict[str, str]:
    """By kind (`audio`, `video`): the name (mid) of the first stream of it that is offered."""
    names: dict[str, str] = {}
    kind = ""
    for line in sdp.splitlines():
        if line.startswith("m="):
            kind = line[2:].split(" ", 1)[0]
        elif line.startswith("a=mid:") and kind:
            names.setdefault(kind, line.removeprefix("a=mid:").strip())
    return names


def is_worth_sending(candidate: Candidate) -> bool:
    """Whether the media server can do anything with this candidate.

    An empty line is how some browsers end a generation of candidates.
    """
    line = candidate.line
    if len(line) > LARGEST_CANDIDATE or "\n" in line or "\r" in line:
        raise BadDescription("this is not a candidate")
    return line != "" and not _names_an_unresolvable_host(line)


def _names_an_unresolvable_host(line: str) -> bool:
    if not line.removeprefix("a=").startswith("candidate:"):
        return False
    fields = line.split()
    return len(fields) > 4 and fields[4].lower().endswith(".local")
