// The connection that carries the others' pictures and sound to us.
import type { MediaOffer, StreamLabel } from "./protocol";
import { closePeer, openPeer, useRelays, watchPeer } from "./peers";

/** "visitor", "inmate", or "voice" for an officer who speaks. */
export type StreamSource = StreamLabel["source"];
export type RemoteStreams = ReadonlyMap<StreamSource, MediaStream>;

export interface ReceiverEvents {
  answered: (sdp: string) => void;
  changed: (streams: RemoteStreams) => void;
  doubtful: () => void;
  lost: () => void;
}

export class Receiver {
  private peer: RTCPeerConnection | null = null;
  private closed = false;
  private turn: Promise<void> = Promise.resolve();
  private readonly streams = new Map<StreamSource, MediaStream>();

  constructor(
    private readonly iceServers: Promise<RTCIceServer[]>,
    private readonly events: ReceiverEvents,
  ) {}

  // Lifecycle

  /** Opens the connection before it is needed. */
  prepare(): void {
    this.turn = this.turn.then(() => this.opened()).then(() => undefined);
  }

  close(): void {
    this.closed = true;
    closePeer(this.peer);
    this.peer = null;
    this.streams.clear();
  }

  // Actions

  /** Answers offers one after the other, in the order in which they came. */
  answer(offer: MediaOffer): void {
    this.turn = this.turn
      .then(() => this.answerNow(offer))
      .catch(() => {
        if (!this.closed) this.events.lost();
      });
  }

  /** Answers an offer of another way with these relays. */
  useRelays(iceServers: RTCIceServer[]): void {
    if (this.peer) useRelays(this.peer, iceServers);
  }

  get connection(): RTCPeerConnection | null {
    return this.peer;
  }

  /** The receiver of a source's sound, for its level. */
  soundOf(source: StreamSource): RTCRtpReceiver | null {
    const track = this.streams.get(source)?.getAudioTracks()[0];
    return this.peer?.getReceivers().find((receiver) => receiver.track === track) ?? null;
  }

  // Private

  private async opened(): Promise<RTCPeerConnection | null> {
    if (this.peer || this.closed) return this.peer;
    const peer = await openPeer(this.iceServers);
    if (this.closed) {
      closePeer(peer);
      return null;
    }
    watchPeer(peer, this.events);
    this.peer = peer;
    return peer;
  }

  private async answerNow(offer: MediaOffer): Promise<void> {
    const peer = await this.opened();
    if (!peer) return;
    await peer.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    this.sortTracks(peer, offer.streams);
    await peer.setLocalDescription(await peer.createAnswer());
    if (this.closed) return;
    this.events.answered(peer.localDescription?.sdp ?? "");
    this.events.changed(this.streams);
  }

  /** Gives each source one stream with the tracks that the offer assigns to it. */
  private sortTracks(peer: RTCPeerConnection, labels: StreamLabel[]): void {
    const wanted = new Map<StreamSource, Set<MediaStreamTrack>>();
    for (const transceiver of peer.getTransceivers()) {
      const label = labels.find(({ mid }) => mid === transceiver.mid);
      if (!label || transceiver.direction === "stopped") continue;
      const tracks = wanted.get(label.source) ?? new Set();
      wanted.set(label.source, tracks.add(transceiver.receiver.track));
    }
    for (const source of [...this.streams.keys()]) {
      if (!wanted.has(source)) this.streams.delete(source);
    }
    for (const [source, tracks] of wanted) {
      const stream = this.streams.get(source) ?? new MediaStream();
      for (const track of stream.getTracks()) if (!tracks.has(track)) stream.removeTrack(track);
      for (const track of tracks) stream.addTrack(track);
      this.streams.set(source, stream);
    }
  }
}
