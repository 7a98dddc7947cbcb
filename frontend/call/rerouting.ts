// Lets a leg's connections take another way (an ICE restart) when packets stop while the server still
// answers, or when the server says that none arrive there. A path that is cut as a whole is left
// alone: it goes on by itself when it comes back.

/** The connection over which the server can be asked. */
export interface ServerLine {
  /**
   * Asks for a sign of life. A connection that gives none is replaced if another one is possible
   * and is needed.
   */
  ask: (isNeeded: () => Promise<boolean>) => void;
  /** When the server was heard last, by `performance.now()`. */
  heardAt: () => number;
}

const LOOKS_EVERY_MS = 200;
/** So long one restart may take before the leg begins again with new connections. */
const HELPS_WITHIN_MS = 4000;
/** A flapping line is not restarted more often. */
const ONCE_IN_MS = 6000;

export interface ReroutingActs {
  /** Whether nothing arrives. */
  isSilent: () => Promise<boolean>;
  /** Whether nothing arrives, or a connection says that what we send does not. */
  isCut: () => Promise<boolean>;
  /** Asks for another way. Resolves to false if the leg cannot have one now. */
  reroute: () => Promise<boolean>;
  /** No other way was found. */
  lost: () => void;
  /** It has begun, or is no longer, in doubt whether packets find their way. */
  changed?: () => void;
}

export class Rerouting {
  private timer = 0;
  private doubtedAt = 0;
  private begunAt = -Infinity;
  /** Counts what was settled, so that an answer that comes later changes nothing. */
  private turn = 0;

  constructor(
    private readonly line: ServerLine,
    private readonly acts: ReroutingActs,
  ) {}

  // Lifecycle

  /** Packets may not find their way: asks the server, and reroutes as soon as it answers. */
  doubt(): void {
    if (this.timer) return;
    this.doubtedAt = performance.now();
    this.line.ask(() => this.acts.isSilent());
    this.timer = window.setInterval(() => this.look(), LOOKS_EVERY_MS);
    this.acts.changed?.();
  }

  /** The server says that nothing arrives from here: reroutes, unless there was a doubt already. */
  unheard(): void {
    if (this.timer || this.isTooSoon()) return;
    this.timer = window.setTimeout(() => void this.go(this.turn), 0);
    this.acts.changed?.();
  }

  /** Packets arrive, or the leg has other connections by now. */
  settle(): void {
    const { isInDoubt } = this;
    window.clearInterval(this.timer);
    this.timer = 0;
    this.turn += 1;
    if (isInDoubt) this.acts.changed?.();
  }

  get isInDoubt(): boolean {
    return this.timer !== 0;
  }

  // Private

  private look(): void {
    if (this.line.heardAt() <= this.doubtedAt || this.isTooSoon()) return;
    window.clearInterval(this.timer);
    void this.act(this.turn);
  }

  private async act(turn: number): Promise<void> {
    if (await this.isStillCut(turn)) await this.go(turn);
  }

  private async go(turn: number): Promise<void> {
    this.begunAt = performance.now();
    const isAsked = await this.acts.reroute().catch(() => false);
    if (this.turn !== turn) return;
    if (!isAsked) return this.giveUp();
    this.timer = window.setTimeout(() => void this.judge(turn), HELPS_WITHIN_MS);
  }

  private isTooSoon(): boolean {
    return performance.now() - this.begunAt < ONCE_IN_MS;
  }

  private async judge(turn: number): Promise<void> {
    if (await this.isStillCut(turn)) this.giveUp();
  }

  /** Returns whether to go on: nothing was settled, and nothing arrives. */
  private async isStillCut(turn: number): Promise<boolean> {
    const isCut = await this.acts.isCut().catch(() => true);
    if (this.turn !== turn) return false;
    if (!isCut) this.settle();
    return isCut;
  }

  private giveUp(): void {
    this.settle();
    this.acts.lost();
  }
}
