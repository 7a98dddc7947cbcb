// Whether somebody uses a device: how long ago they touched it.

/** A device that was not touched for so long may be changed beneath. */
export const UNUSED_FOR_MS = 30_000;

export class Use {
  private touchedAt = performance.now();

  constructor() {
    for (const event of ["pointermove", "pointerdown", "keydown"]) {
      window.addEventListener(event, () => (this.touchedAt = performance.now()), {
        passive: true,
      });
    }
  }

  /** For how long nobody has touched it, in milliseconds. */
  get unusedFor(): number {
    return performance.now() - this.touchedAt;
  }
}
