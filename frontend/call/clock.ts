// The server's clock, as this browser estimates it. The device's own clock may be wrong or jump, so
// only the monotonic clock is read and compared with the times that the server sends.

/** With a larger difference the previous estimate is wrong, not merely old. */
const JUMP_MS = 1500;
/** If the device's clock has gone so much further than the monotonic one, the device has slept. */
const SLEPT_MS = 2000;

export class ServerClock {
  private offset: number | null = null;
  /** How far the server's clock was ahead of the device's, as somebody remembers it. */
  private assumed: number | null = null;
  /** How far the device's clock is ahead of the monotonic one. */
  private lead: number;

  constructor(
    private readonly monotonic: () => number = () => performance.now(),
    private readonly device: () => number = () => Date.now(),
  ) {
    this.lead = this.currentLead();
  }

  /** Takes the time at which a message was sent; how long it travelled is not known. */
  heard(now: string): void {
    const offset = Date.parse(now) - this.monotonic();
    if (Number.isNaN(offset)) return;
    this.lead = this.currentLead();
    // Late messages make the clock look slow, so the larger of two estimates is better.
    if (this.offset === null || Math.abs(offset - this.offset) > JUMP_MS || offset > this.offset) {
      this.offset = offset;
    }
  }

  /** Takes the time in an answer to our request, sent at `askedAt` on the monotonic clock. */
  heardAnswer(now: string, askedAt: number): void {
    const answeredAt = this.monotonic();
    const offset = Date.parse(now) + (answeredAt - askedAt) / 2 - answeredAt;
    if (Number.isNaN(offset)) return;
    this.lead = this.currentLead();
    this.offset = offset;
  }

  /** Called when the device may have slept. Except on Windows, the monotonic clock stands still
   * then; the device's clock tells for how long, until the server's is heard. */
  woke(): void {
    const slept = this.currentLead() - this.lead;
    if (slept < SLEPT_MS) return;
    this.lead += slept;
    if (this.offset !== null) this.offset += slept;
  }

  /** Says how far ahead of the device's the server's clock is, until the server is heard. */
  assume(lead: number): void {
    this.assumed = lead;
  }

  /** Whether the time is the server's, or follows from what is remembered of it. */
  get isKnown(): boolean {
    return this.offset !== null || this.assumed !== null;
  }

  /** Milliseconds since the epoch by the server's clock; by the device's until a message came. */
  now(): number {
    if (this.offset !== null) return this.monotonic() + this.offset;
    return this.device() + (this.assumed ?? 0);
  }

  /** Milliseconds from now until an instant; negative once it is past. */
  until(instant: string): number {
    return Date.parse(instant) - this.now();
  }

  /** Milliseconds that are left of a visit; while its clock is stopped, what was left then. */
  left(visit: { ends_at: string; clock_stopped_at: string | null }): number {
    if (visit.clock_stopped_at === null) return this.until(visit.ends_at);
    return Date.parse(visit.ends_at) - Date.parse(visit.clock_stopped_at);
  }

  /** Milliseconds since an instant; negative before it. */
  since(instant: string): number {
    return -this.until(instant);
  }

  private currentLead(): number {
    return this.device() - this.monotonic();
  }
}
