// Whether somebody in the visit signs: the picture then comes before the sound, for both sides.

const KEPT_AS = "parloir-signs";

export class Signing {
  private own: boolean;
  private others = false;

  /** Nothing is kept where there is no storage: at a device of the facility, each person says it. */
  constructor(private readonly storage: Storage | null) {
    this.own = this.kept;
  }

  // Actions

  choose(signs: boolean): void {
    this.own = signs;
    try {
      if (signs) this.storage?.setItem(KEPT_AS, "1");
      else this.storage?.removeItem(KEPT_AS);
    } catch {
      // A full or refused storage keeps nothing; it holds for this visit.
    }
  }

  /** Returns whether that is new. */
  hear(othersSign: boolean): boolean {
    const isNew = othersSign !== this.others;
    this.others = othersSign;
    return isNew;
  }

  /** For the next person. */
  reset(): void {
    this.own = this.kept;
    this.others = false;
  }

  // State

  get isOwn(): boolean {
    return this.own;
  }

  get picturesFirst(): boolean {
    return this.own || this.others;
  }

  private get kept(): boolean {
    try {
      return this.storage?.getItem(KEPT_AS) === "1";
    } catch {
      return false;
    }
  }
}
