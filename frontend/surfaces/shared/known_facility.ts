// What a device knows of its facility while the server is away: the phone number and the clock. This
// browser keeps it, for a device that is switched on while the server is away. It is about no person.
import { storageOfBrowser } from "../../call/chosen_devices";
import type { ServerClock } from "../../call/clock";
import type { FacilityClock } from "../../call/protocol";

export interface FacilityFacts {
  phone: string;
  clock: FacilityClock;
}

interface KeptFacts extends FacilityFacts {
  /** How far the server's clock is ahead of the device's, and what it showed then. */
  lead: number;
  shown: number;
}

export class KnownFacility {
  private known: FacilityFacts | null;

  /** The phone number and clock that were said last, now or before the page was loaded. */
  constructor(
    private readonly clock: ServerClock,
    private readonly storage: Pick<Storage, "getItem" | "setItem"> | null = storageOfBrowser(),
    private readonly device: () => number = () => Date.now(),
    /** Monitor and station of two facilities may share a browser. */
    private readonly keptAs = `facility of ${location.pathname}`,
  ) {
    const kept = this.read();
    this.known = kept;
    // A device whose clock has gone back has lost it, and would show any time at all.
    if (kept && this.device() + kept.lead >= kept.shown) clock.assume(kept.lead);
  }

  get facts(): FacilityFacts | null {
    return this.known;
  }

  /** Takes what a screen says of the facility, if it does. */
  heard({ phone, clock }: { phone?: string; clock?: FacilityClock }): void {
    if (phone === undefined || !clock) return;
    this.known = { phone, clock };
    const shown = this.clock.now();
    this.keep({ phone, clock, shown, lead: shown - this.device() });
  }

  private keep(facts: KeptFacts): void {
    try {
      this.storage?.setItem(this.keptAs, JSON.stringify(facts));
    } catch {
      // The storage is full or refused: the page knows it until it is loaded again.
    }
  }

  private read(): KeptFacts | null {
    try {
      const kept = JSON.parse(this.storage?.getItem(this.keptAs) ?? "null") as KeptFacts | null;
      const isWhole = typeof kept?.phone === "string" && typeof kept.clock?.zone === "string";
      return isWhole && Number.isFinite(kept.lead) && Number.isFinite(kept.shown) ? kept : null;
    } catch {
      return null;
    }
  }
}
