// Whether a microphone that is switched on sends nothing at all: it was switched off at the device,
// at its cable or in the system, which no browser tells.
//
// A quiet room is noise, however little; a switch makes every sample zero. Some microphones do that
// too, between words, to suppress noise. They are known by their short silences between sounds, and
// are not judged.

/** All samples are zero for as long as this. */
const SWITCHED_OFF_AFTER_MS = 2000;
/** After so many short silences between sounds, silence says nothing about this microphone. */
const SHORT_SILENCES = 3;

export class MicrophoneSilence {
  /** Whether the microphone seems to be switched off. */
  isFound = false;
  private since: number | null = null;
  private hasSounded = false;
  private shortOnes = 0;

  /** Takes what was heard last; null where it cannot be told. */
  hear(isZero: boolean | null, at: number): void {
    if (isZero === null) return this.begin();
    if (!isZero) return this.sound();
    this.since ??= at;
    this.isFound = this.shortOnes < SHORT_SILENCES && at - this.since >= SWITCHED_OFF_AFTER_MS;
  }

  /** Begins again: what comes now says nothing about before. */
  begin(): void {
    this.since = null;
    this.isFound = false;
  }

  private sound(): void {
    if (this.since !== null && this.hasSounded && !this.isFound) this.shortOnes += 1;
    this.hasSounded = true;
    this.begin();
  }
}
