// An officer's voice to both sides, in one visit at a time.
import type { MediaMessage, Tile } from "../../call/protocol";
import { VoiceLeg, legOf } from "../../call/voice_leg";
import type { VoiceState } from "../../call/voice_leg";
import type { WatchHost } from "./watched_visit";

export class Speaker {
  private visit: string | null = null;
  private leg: VoiceLeg | null = null;
  private attempts = 0;

  constructor(private readonly host: WatchHost) {
    window.addEventListener("pagehide", () => this.stop());
  }

  /** Begins to speak in this visit, or stops. */
  press({ visit }: Tile): void {
    const speaks = this.speaksIn(visit);
    this.stop();
    if (!speaks) this.begin(visit);
  }

  stop(): void {
    this.leg?.close();
    this.leg = null;
    this.visit = null;
  }

  /** Stops if the visit is over. */
  update(tiles: readonly Tile[]): void {
    if (!tiles.some(({ visit }) => visit === this.visit)) this.stop();
  }

  receive(message: MediaMessage): void {
    if (this.visit !== null && message.leg === legOf(this.visit)) this.leg?.receive(message);
  }

  mediaRefused(): void {
    this.leg?.mediaRefused();
  }

  stateIn(visit: string): VoiceState | null {
    return visit === this.visit ? (this.leg?.state ?? null) : null;
  }

  speaksIn(visit: string): boolean {
    const state = this.stateIn(visit);
    return state !== null && state !== "failed";
  }

  // Private

  private begin(visit: string): void {
    const { relays, line, send, changed } = this.host;
    this.visit = visit;
    const lost = (): void => this.begin(visit);
    this.leg = new VoiceLeg(visit, ++this.attempts, relays, line, { send, changed, lost });
    void this.leg.begin();
    changed();
  }
}
