"""Messages with which browser and server negotiate media."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic import StringConstraints as Limits

from parloir.protocol.base import FromBrowser, ToBrowser

LARGEST_SDP = 48 * 1024

Leg = Annotated[str, Limits(min_length=1, max_length=20)]
Attempt = Annotated[int, Field(gt=0, lt=2**31)]
Sdp = Annotated[str, Limits(min_length=1, max_length=LARGEST_SDP)]
Quality = Literal["low", "high"]
DeviceState = Literal["on", "off", "none", "thin"]
WithinHalfMinute = Annotated[int, Field(ge=0, le=30_000)]
Packets = Annotated[int, Field(ge=0, le=1_000_000)]
Thousandths = Annotated[int, Field(ge=0, le=1000)]
Delay = Annotated[int, Field(ge=0, le=60_000)]


class LegMessage(FromBrowser):
    leg: Leg


class AttemptMessage(LegMessage):
    attempt: Attempt


class MediaRelay(AttemptMessage):
    """Ask for the relay, before the connections of this attempt are opened. Answered by
    `media.relays`. A page with `data-relay="0"` need not ask."""

    type: Literal["media.relay"] = "media.relay"


class MediaJoin(AttemptMessage):
    """Publish: an offer with one audio and one video section (simulcast layers declared by
    `a=rid`/`a=simulcast`: `h`, `m`, `l`). On the wall: one audio section alone, on the leg
    `voice:<visit>`, to speak to both sides until `media.leave`; while another officer speaks it
    is answered by `not_allowed_now`. On the leg `trial` of a remote room that is not joined yet:
    a room of its own, in which the browser receives its own picture and sound back for 20 seconds
    (ADR 73). It ends with `media.closed`, whose reason is `over`, `lost`, `unavailable` or `gone`,
    or why it did not begin: `elsewhere`, `often` or `busy`."""

    type: Literal["media.join"] = "media.join"
    sdp: Sdp


class MediaPrepare(AttemptMessage):
    """Publish as `media.join` does, while the side needs only one more press to begin: both
    directions are connected, and nothing passes in either before that press is committed and the
    visit is live. `media.join` is then not needed. After ten minutes without a press the leg is
    closed (`media.closed` with the reason `unused`)."""

    type: Literal["media.prepare"] = "media.prepare"
    sdp: Sdp


class MediaWatch(AttemptMessage):
    """Receive only (the wall): asks for a `media.offer` with both sides, in the layer that was
    chosen last and in `low` at first. Where no such visit is live, `media.closed` with the reason
    `gone` is the answer."""

    type: Literal["media.watch"] = "media.watch"


class MediaAccept(AttemptMessage):
    """The answer to the latest `media.offer`."""

    type: Literal["media.accept"] = "media.accept"
    sdp: Sdp


class MediaQuality(AttemptMessage):
    """Receive another simulcast layer."""

    type: Literal["media.quality"] = "media.quality"
    level: Quality


class MediaDevices(AttemptMessage):
    """Which devices the side sends with. While its camera is not on it sends a sign, and while
    there is no microphone silence, which keep the connection and its clocks going. One
    is `thin` while the line up carries the other alone (ADR 79). A new attempt has both on, and
    nobody who signs, until it says otherwise."""

    type: Literal["media.devices"] = "media.devices"
    camera: DeviceState
    microphone: DeviceState
    signs: bool = False
    """Whether the person signs: the picture then comes before the sound, for both sides."""


class MediaLine(AttemptMessage):
    """What a side received in the last second, if anything: the server lessens the others' pictures
    where the voice suffers (ADR 77). More than one in a second is ignored."""

    type: Literal["media.line"] = "media.line"
    sound_missing: Thousandths
    """Of the sound: what the browser had to make up, without what was silent."""
    lost: Thousandths
    """Of the packets: those that never came."""
    delay_ms: Delay
    """For how long the browser held sound back to even out the line, on average."""
    picture_first: bool = False
    """Whether one of the two signs: the sound is then lessened before the frames (ADR 77)."""


class MediaLeave(LegMessage):
    """Close the leg."""

    type: Literal["media.leave"] = "media.leave"


class MediaReroute(AttemptMessage):
    """Let the connections of this attempt take another way: packets stopped, while messages come
    through. A leg that publishes sends an offer of the same connection with an ICE restart, which
    is answered by `media.answer`; a `media.offer` with an ICE restart follows for what is
    received. Once in two seconds; more is ignored."""

    type: Literal["media.reroute"] = "media.reroute"
    sdp: Sdp | None = None


class MediaStats(AttemptMessage):
    """What the browser measured in the last half-minute. It is kept as its word beside that of the
    media server, which it cannot exceed (ADR 67). More than one in a half-minute is ignored."""

    type: Literal["media.stats"] = "media.stats"
    sent_sound_ms: WithinHalfMinute
    """For how long packets of sound were sent; the next three correspondingly."""
    sent_picture_ms: WithinHalfMinute
    received_sound_ms: WithinHalfMinute
    received_picture_ms: WithinHalfMinute
    sent_lost: Packets
    """Packets that the media server reported as lost."""
    received_lost: Packets
    round_trip_ms: Delay | None = None
    jitter_ms: Delay | None = None
    freezes: Annotated[int, Field(ge=0, le=1000)] = 0
    frozen_ms: WithinHalfMinute = 0
    height: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """Of the received picture, in pixels."""
    first_frame_ms_ago: Annotated[int, Field(ge=0, le=24 * 3600 * 1000)] | None = None
    """How long ago the first frame of the other side was shown; null before."""


MediaFromBrowser = (
    MediaRelay
    | MediaJoin
    | MediaPrepare
    | MediaWatch
    | MediaAccept
    | MediaQuality
    | MediaDevices
    | MediaReroute
    | MediaStats
    | MediaLine
    | MediaLeave
)


class RelayServer(ToBrowser):
    """A relay, as a browser's `RTCIceServer` has it. The credential is good until some minutes
    after the visit, for this leg."""

    urls: list[str]
    username: str
    credential: str


class MediaRelays(ToBrowser):
    """The relay of this attempt. There are none if the house has no relay, and for a leg that may
    not connect now."""

    type: Literal["media.relays"] = "media.relays"
    leg: str
    attempt: int
    servers: list[RelayServer]


class StreamLabel(ToBrowser):
    """Whose stream a received one is."""

    mid: str
    source: str
    """`visitor`, `inmate`, `voice` for an officer's, or `trial` for one's own."""
    kind: Literal["audio", "video"]


class MediaAnswer(ToBrowser):
    """The answer to `media.join`, `media.prepare` and `media.reroute`."""

    type: Literal["media.answer"] = "media.answer"
    leg: str
    attempt: int
    sdp: str


class MediaOffer(ToBrowser):
    """An offer to receive. A later offer of the same attempt renegotiates. The browser answers each
    with `media.accept`."""

    type: Literal["media.offer"] = "media.offer"
    leg: str
    attempt: int
    sdp: str
    streams: list[StreamLabel]


class MediaPicture(ToBrowser):
    """Whether the others' pictures are paused, since the line carries the voice alone (ADR 77), or
    their sound, where somebody signs (ADR 77)."""

    type: Literal["media.picture"] = "media.picture"
    leg: str
    attempt: int
    paused: bool
    sound_paused: bool


class MediaUnheard(ToBrowser):
    """Nothing that this page sends on the leg has arrived for some seconds, after something had.
    The page lets the leg take another way (`media.reroute`) unless it is already about to. If that
    does not help, `media.restart` follows (ADR 80)."""

    type: Literal["media.unheard"] = "media.unheard"
    leg: str
    attempt: int


class MediaRestart(ToBrowser):
    """Close the peer connections of that leg and begin it again with the next attempt."""

    type: Literal["media.restart"] = "media.restart"
    leg: str
    attempt: int
    reason: str


class MediaClosed(ToBrowser):
    """Close the peer connections and do not begin again: the leg is over."""

    type: Literal["media.closed"] = "media.closed"
    leg: str
    reason: str


MediaToBrowser = MediaAnswer | MediaOffer | MediaPicture | MediaUnheard | MediaRestart | MediaClosed
