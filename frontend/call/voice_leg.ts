// An officer's voice in one visit: only the microphone is sent, and nothing is received.
import { openMicrophone, stopDevices } from "./devices";
import type { BrowserMessage, MediaMessage } from "./protocol";
import { closePeer, openPeer, watchPeer } from "./peers";
import type { Relays } from "./relays";

export interface VoiceLegEvents {
  send: (message: BrowserMessage) => boolean;
  changed: () => void;
}

/** `comes`: on its way. `failed`: no microphone, another officer speaks, or the visit is over. */
export type VoiceState = "comes" | "heard" | "failed";

export class VoiceLeg {
  state: VoiceState = "comes";
  private readonly leg: string;
  private microphone: MediaStream | null = null;
  private peer: RTCPeerConnection | null = null;
  private isOver = false;

  constructor(
    visit: string,
    private readonly attempt: number,
    private readonly relays: Relays,
    private readonly events: VoiceLegEvents,
  ) {
    this.leg = legOf(visit);
  }

  // Lifecycle

  async begin(): Promise<void> {
    try {
      await this.offer();
    } catch {
      this.fail();
    }
  }

  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.events.send({ type: "media.leave", leg: this.leg });
    this.release();
  }

  // Actions

  receive(message: MediaMessage): void {
    if (message.type === "media.closed" || message.type === "media.restart") return this.fail();
    if (message.type !== "media.answer" || message.attempt !== this.attempt) return;
    this.peer?.setRemoteDescription({ type: "answer", sdp: message.sdp }).catch(() => this.fail());
  }

  /** The server could not serve a leg, and does not say which. */
  mediaRefused(): void {
    if (this.state === "comes") this.fail();
  }

  // Private

  private async offer(): Promise<void> {
    const { leg, attempt } = this;
    const microphone = await openMicrophone();
    if (this.isOver) return stopDevices(microphone);
    this.microphone = microphone;
    const peer = await openPeer(this.relays.serversFor(leg, attempt));
    if (this.isOver) return closePeer(peer);
    this.peer = peer;
    const [track] = microphone.getAudioTracks();
    if (!track) throw new Error("a microphone is needed");
    peer.addTransceiver(track, { direction: "sendonly", streams: [microphone] });
    watchPeer(peer, {
      connected: () => this.isHeard(),
      doubtful: () => this.fail(),
      lost: () => this.fail(),
    });
    const offer = await peer.createOffer();
    if (this.isOver) return;
    this.events.send({ type: "media.join", leg, attempt, sdp: offer.sdp ?? "" });
    await peer.setLocalDescription(offer);
  }

  private isHeard(): void {
    this.state = "heard";
    this.events.changed();
  }

  private fail(): void {
    if (this.isOver) return;
    this.close();
    this.state = "failed";
    this.events.changed();
  }

  private release(): void {
    closePeer(this.peer);
    stopDevices(this.microphone);
    this.peer = this.microphone = null;
  }
}

export function legOf(visit: string): string {
  return `voice:${visit}`;
}
