// The server's clock, as this browser knows it. The device's own clock may be wrong or jump, so
// only the monotonic one is read, and what the server says is held against it.

/** Above this many milliseconds the former estimate is wrong, not merely old. */
const JUMP_MS = 1500;

export class ServerClock {
  private offset: number | null = null;

  constructor(
    private readonly monotonic: () => number = () => performance.now(),
    private readonly device: () => number = () => Date.now(),
  ) {}

  /** A message said what time it was when it was sent; how long it travelled is not known. */
  heard(now: string): void {
    const offset = Date.parse(now) - this.monotonic();
    if (Number.isNaN(offset)) return;
    // Late messages make the clock look slow, so of two estimates the larger is nearer.
    if (this.offset === null || Math.abs(offset - this.offset) > JUMP_MS || offset > this.offset) {
      this.offset = offset;
    }
  }

  /** An answer to a question of ours, asked at `askedAt` on the monotonic clock. */
  heardAnswer(now: string, askedAt: number): void {
    const answeredAt = this.monotonic();
    const offset = Date.parse(now) + (answeredAt - askedAt) / 2 - answeredAt;
    if (!Number.isNaN(offset)) this.offset = offset;
  }

  /** Milliseconds since the epoch by the server's clock; by the device's until it has spoken. */
  now(): number {
    return this.offset === null ? this.device() : this.monotonic() + this.offset;
  }

  /** Milliseconds from now until an instant; negative once it is past. */
  until(instant: string): number {
    return Date.parse(instant) - this.now();
  }

  /** What is left of a visit; while its clock stands still, what was left then. */
  left(visit: { ends_at: string; clock_stopped_at: string | null }): number {
    if (visit.clock_stopped_at === null) return this.until(visit.ends_at);
    return Date.parse(visit.ends_at) - Date.parse(visit.clock_stopped_at);
  }

  /** Milliseconds since an instant; negative before it. */
  since(instant: string): number {
    return -this.until(instant);
  }
}
