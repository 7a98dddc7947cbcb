// How much picture our line carries up beside the voice: what is decided, second by second. The
// server decides the same for the way down (`thin_line`).

/** What went up in a second. Shares of packets are between 0 and 1. */
export interface UpSecond {
  /** Of the packets of sound, those that never came, although lost ones are sent again. */
  soundLost: number;
  /** Of all packets. */
  lost: number;
  roundTripMs: number;
  /**
   * The largest layer that is switched on was not sent, but a smaller one was: the line does not
   * carry its rate. The browser fills the line up to it all the same.
   */
  isUnsent: boolean;
}

/** What is sent of the picture: a sign in its place, or the smallest layer with fewer frames. */
export const OFF = 0;
export const SLOW = 1;
/** With more, each step up has one layer more. */
export const THREE_LAYERS = SLOW + 3;

/** Returns how many layers are sent on this rung. */
export function layersOn(rung: number): number {
  return Math.max(1, rung - SLOW);
}

/** Returns the rung on which this many layers, all of a camera, are sent. */
export function rungOf(layers: number): number {
  return SLOW + layers;
}

const SEVERE_SOUND_LOST = 0.2;
const BAD_SOUND_LOST = 0.08;
const CLEAN_SOUND_LOST = 0.02;
const BAD_LOST = 0.2;
const CLEAN_LOST = 0.05;
const BAD_ROUND_TRIP_MS = 1500;
/** A way by satellite takes some 700 ms without anybody's doing. */
const CLEAN_ROUND_TRIP_MS = 1000;

/** So much strain in a row is a step down. */
const MOST_STRAIN = 5;
/** Two bad seconds are enough; a layer that starts may take a while to be sent. */
const STRAIN_OF_BAD = 3;
const STRAIN_OF_UNSENT = 1;
/** After a step down as many seconds say nothing: the queue on the way is still full. */
const SETTLES = 3;
/** A step up has succeeded after so many seconds. */
const TRIAL = 10;
/** So many clean seconds are a step up: the first time, and where the last succeeded. */
const CLEAN_SECONDS = 10;
/** So many seconds that are neither clean nor bad count as a clean one. */
const FAIR = 3;
/** A step up that failed is tried again after as many times the clean seconds. */
const GROWS = 4;
const LONGEST_WAIT = 320;

export class UplinkLadder {
  private at = THREE_LAYERS;
  private strain = 0;
  /** In thirds of a second (`FAIR`). */
  private clean = 0;
  private settles = 0;
  private trial = 0;
  /** The clean seconds before the step up to a rung, where one has failed. */
  private readonly waits = new Map<number, number>();

  get rung(): number {
    return this.at;
  }

  /** Takes another second. `top` is the rung of all layers that the camera has. */
  after(second: UpSecond, top: number): void {
    this.at = Math.min(this.at, top);
    const strain = strainOf(second);
    if (strain > 0) this.afterStrain(strain, isSevere(second));
    else this.afterGood(isClean(second) ? FAIR : 1, top);
  }

  // Private

  private afterStrain(strain: number, severe: boolean): void {
    this.clean = 0;
    if (this.settles > 0) {
      this.settles -= 1;
      return;
    }
    this.strain += strain;
    if (this.at === OFF) return;
    if (this.trial > 0 && this.isTooMuch(strain)) return this.takeBack();
    if (severe) return this.goDownTo(Math.min(SLOW, this.at - 1));
    if (this.strain >= MOST_STRAIN) this.goDownTo(this.at - 1);
  }

  /** A layer that is switched on again gets the time that it got at first. */
  private isTooMuch(strain: number): boolean {
    return strain >= STRAIN_OF_BAD || this.strain >= MOST_STRAIN;
  }

  private takeBack(): void {
    this.waits.set(this.at, Math.min(LONGEST_WAIT, this.waitFor(this.at) * GROWS));
    this.goDownTo(this.at - 1);
  }

  private goDownTo(rung: number): void {
    this.at = rung;
    this.strain = this.clean = this.trial = 0;
    this.settles = SETTLES;
  }

  private afterGood(worth: number, top: number): void {
    this.strain = 0;
    this.settles = Math.max(0, this.settles - 1);
    this.clean += worth;
    if (this.trial > 0) {
      this.trial -= 1;
      if (this.trial === 0) this.waits.delete(this.at);
    }
    if (this.trial > 0 || this.at === top) return;
    if (this.clean < FAIR * this.waitFor(this.at + 1)) return;
    this.at += 1;
    this.clean = 0;
    this.trial = TRIAL;
  }

  private waitFor(rung: number): number {
    return this.waits.get(rung) ?? CLEAN_SECONDS;
  }
}

function strainOf(second: UpSecond): number {
  const isBad =
    second.soundLost >= BAD_SOUND_LOST ||
    second.lost >= BAD_LOST ||
    second.roundTripMs >= BAD_ROUND_TRIP_MS;
  if (isBad) return STRAIN_OF_BAD;
  return second.isUnsent ? STRAIN_OF_UNSENT : 0;
}

function isSevere({ soundLost }: UpSecond): boolean {
  return soundLost >= SEVERE_SOUND_LOST;
}

function isClean({ soundLost, lost, roundTripMs }: UpSecond): boolean {
  return soundLost <= CLEAN_SOUND_LOST && lost <= CLEAN_LOST && roundTripMs <= CLEAN_ROUND_TRIP_MS;
}
