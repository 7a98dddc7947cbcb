// An officer's voice in one visit: only the microphone is sent, and nothing is received. It takes
// another way when packets stop.
import { openMicrophone, stopDevices } from "./devices";
import type { BrowserMessage, MediaMessage } from "./protocol";
import { closePeer, isCut, offerOfAnotherWay, openPeer, watchPeer } from "./peers";
import type { Relays } from "./relays";
import { Rerouting } from "./rerouting";
import type { ServerLine } from "./rerouting";

export interface VoiceLegEvents {
  send: (message: BrowserMessage) => boolean;
  changed: () => void;
  /** A voice that was heard is heard no more, and can begin again. */
  lost: () => void;
}

/**
 * `comes`: on its way. `returns`: it was heard, and looks for another way. `failed`: no microphone,
 * another officer speaks, or the visit is over.
 */
export type VoiceState = "comes" | "heard" | "returns" | "failed";

export class VoiceLeg {
  private reached: VoiceState = "comes";
  private readonly leg: string;
  private readonly rerouting: Rerouting;
  private microphone: MediaStream | null = null;
  private peer: RTCPeerConnection | null = null;
  private isOver = false;

  constructor(
    visit: string,
    private readonly attempt: number,
    private readonly relays: Relays,
    line: ServerLine,
    private readonly events: VoiceLegEvents,
  ) {
    this.leg = legOf(visit);
    const cut = (): Promise<boolean> => Promise.resolve(this.peer !== null && isCut(this.peer));
    this.rerouting = new Rerouting(line, {
      isSilent: cut,
      isCut: cut,
      reroute: () => this.reroute(),
      lost: () => this.lose(),
      changed: () => this.events.changed(),
    });
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

  get state(): VoiceState {
    return this.reached === "heard" && this.rerouting.isInDoubt ? "returns" : this.reached;
  }

  receive(message: MediaMessage): void {
    if (message.type === "media.closed") return this.fail();
    if (message.attempt !== this.attempt) return;
    if (message.type === "media.restart") return this.lose();
    if (message.type === "media.unheard") return this.rerouting.unheard();
    if (message.type !== "media.answer") return;
    this.peer?.setRemoteDescription({ type: "answer", sdp: message.sdp }).catch(() => this.fail());
  }

  /** The server could not serve a leg, and does not say which. */
  mediaRefused(): void {
    if (this.reached === "comes") this.fail();
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
      doubtful: () => this.rerouting.doubt(),
      lost: () => this.lose(),
    });
    const offer = await peer.createOffer();
    if (this.isOver) return;
    this.events.send({ type: "media.join", leg, attempt, sdp: offer.sdp ?? "" });
    await peer.setLocalDescription(offer);
  }

  private async reroute(): Promise<boolean> {
    const { leg, attempt, peer } = this;
    if (!peer || this.reached !== "heard") return false;
    const servers = await this.relays.serversFor(leg, attempt);
    if (this.isOver) return false;
    const sdp = await offerOfAnotherWay(peer, servers);
    return !this.isOver && this.events.send({ type: "media.reroute", leg, attempt, sdp });
  }

  private isHeard(): void {
    this.reached = "heard";
    this.events.changed();
  }

  private lose(): void {
    if (this.isOver || this.reached !== "heard") return this.fail();
    this.close();
    this.events.lost();
  }

  private fail(): void {
    if (this.isOver) return;
    this.close();
    this.reached = "failed";
    this.events.changed();
  }

  private release(): void {
    this.rerouting.settle();
    closePeer(this.peer);
    stopDevices(this.microphone);
    this.peer = this.microphone = null;
  }
}

export function legOf(visit: string): string {
  return `voice:${visit}`;
}
