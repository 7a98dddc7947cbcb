"""Checks of the session descriptions that browsers send, and what is changed in them."""

import re

from parloir.media.errors import BadDescription

ADDRESSES = ("a=candidate:", "a=end-of-candidates", "a=remote-candidates:")
LARGEST_DESCRIPTION = 64 * 1024
"""In characters. A browser's offer of a picture in three layers and sound has some 8,000."""
MOST_STREAMS = 64
"""Sound and pictures of a visit are four; those of legs that have left stay in later offers."""
# RFC 8866, section 9, without what browsers never write: control and other characters than ASCII.
_LINE = re.compile(r"[a-z]=[\x20-\x7e]+")
_STREAM = re.compile(r"m=(audio|video) \d{1,5} UDP/TLS/RTP/SAVPF( \d{1,3})+")

# A browser that has begun to look for its addresses writes the best one into these lines. What
# stands there before is the placeholder of RFC 8829. Port 0 has a meaning: this part is refused.
_PLACEHOLDERS = (
    (re.compile(r"(o=\S+\s+\S+\s+\S+\s+).*"), r"\1IN IP4 127.0.0.1"),
    (re.compile(r"c=.*"), "c=IN IP4 0.0.0.0"),
    (re.compile(r"a=rtcp:.*", re.IGNORECASE), "a=rtcp:9 IN IP4 0.0.0.0"),
    (re.compile(r"(m=\w+)\s+0*[1-9]\d*(.*)"), r"\1 9\2"),
)

_IDENTITY = re.compile(r"o=\S+ \d+|m=\w+|a=(mid|rid|fingerprint):.*")

_OPUS = re.compile(r"a=rtpmap:(\d+) opus/.*", re.IGNORECASE)
_OPUS_LINE = re.compile(r"^a=rtpmap:(\d+) opus/.*\n", re.IGNORECASE | re.MULTILINE)
_SECTION = re.compile(r"^(?=m=)", re.MULTILINE)
# RFC 7587: the names in section 6.1, and in 3.1.1 the least for speech in full bandwidth.
_SPEECH = ("stereo=0", "maxaveragebitrate=28000")
_ASKED_OF_SOUND = ("stereo=", "maxaveragebitrate=")


def checked(sdp: str) -> str:
    """Return the description as it may be passed to the media server. Raises `BadDescription`.

    It refuses what our browsers never send: text that is no description line by line, an oversized
    one, or a data channel (not used here, and a source of memory errors in media servers). What is
    returned has the lines that were checked and no others, whatever a reader takes for the end of a
    line. Addresses of the browser (`a=candidate`, RFC 8839) are left out: the server would send to
    every one of them, its owner or not. Where a line has to have an address, it gets a placeholder.
    The server learns where the browser is from the first packet (RFC 8445, a peer-reflexive
    candidate).
    """
    if len(sdp) > LARGEST_DESCRIPTION:
        raise BadDescription("this description is too long")
    lines = _lines_of(sdp)
    if lines[0] != "v=0" or not all(map(_LINE.fullmatch, lines)):
        raise BadDescription("this is not a session description")
    streams = [line for line in lines if line.startswith("m=")]
    if not streams or not all(map(_STREAM.fullmatch, streams)):
        raise BadDescription("only sound and pictures can be exchanged")
    if len(streams) > MOST_STREAMS:
        raise BadDescription("these are too many streams")
    kept = (line for line in lines if not line.lower().startswith(ADDRESSES))
    return "".join(f"{_without_address(line)}\r\n" for line in kept)


def checked_offer(sdp: str, *, of_connection: str | None = None) -> str:
    """Return the offer of what a browser sends, as it may be passed on. Raises `BadDescription`.

    It may have one stream of each kind, because a mute names one. `of_connection` is an earlier
    offer of the connection that this one must be of.
    """
    offer = checked(sdp)
    kinds = [line.split(" ", 1)[0] for line in offer.splitlines() if line.startswith("m=")]
    if len(kinds) > len(set(kinds)):
        raise BadDescription("sound and pictures can be sent once each")
    if of_connection is not None and _identity_of(offer) != _identity_of(of_connection):
        raise BadDescription("this offer is of another connection")
    return offer


def _identity_of(offer: str) -> list[str]:
    """Return what stays the same in all offers of one connection: its number, certificate, streams
    and layers."""
    return [found[0] for found in map(_IDENTITY.match, offer.splitlines()) if found]


def _lines_of(sdp: str) -> list[str]:
    """Return the lines, which end as the standard says or, as it suggests to accept, with LF."""
    return sdp.removesuffix("\n").removesuffix("\r").replace("\r\n", "\n").split("\n")


def _without_address(line: str) -> str:
    for pattern, placeholder in _PLACEHOLDERS:
        found = pattern.fullmatch(line)
        if found is not None:
            return found.expand(placeholder)
    return line


def with_sound_of_speech(answer: str) -> str:
    """Return the answer with what is asked of sound: one channel, and a rate for speech.

    Without it some browsers send stereo, at twice the rate.
    """
    opus = {found[1] for found in map(_OPUS.fullmatch, answer.splitlines()) if found}
    formats = tuple(f"a=fmtp:{number} " for number in opus)
    return "".join(
        f"{_of_speech(line) if line.startswith(formats) else line}\r\n"
        for line in answer.splitlines()
    )


def _of_speech(line: str) -> str:
    name, _, values = line.partition(" ")
    kept = (value for value in values.split(";") if not value.strip().startswith(_ASKED_OF_SOUND))
    return f"{name} {';'.join([*kept, *_SPEECH])}"


def with_lost_sound_sent_again(sdp: str) -> str:
    """Return the description with the agreement that lost packets of sound are sent again.

    Browsers do not offer it, but keep to it where both descriptions of a connection have it. It
    reaches what error correction within Opus does not: that only rises with losses on the way from
    the browser to the server.
    """
    return "".join(map(_with_sound_sent_again, _SECTION.split(sdp)))


def _with_sound_sent_again(section: str) -> str:
    """One section may have agreed to it before the one that is added to it."""
    return _OPUS_LINE.sub(
        lambda found: found[0] + _agreement(int(found[1]), section),
        section,
    )


def _agreement(number: int, section: str) -> str:
    line = f"a=rtcp-fb:{number} nack\r\n"
    return "" if line in section else line


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
