// The day and month of birth, which a monitor asks for after many wrong PINs: the month by its name,
// so that nobody has to know in which order the two are written.
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { UiStrings } from "../../call/ui_strings";
import { renderKeypad } from "../shared/keypad";
import type { Keypad } from "../shared/keypad";

const MOST_DAYS = 31;

export class BirthEntry {
  /** January is 1. */
  month: number | null = null;
  dayDigits = "";

  choose(month: number): void {
    this.month = month;
  }

  /** Takes no digit that would make a day after the 31st, or begin with zeros only. */
  press(digit: string): void {
    const day = this.dayDigits + digit;
    if (day.length <= 2 && Number(day) <= MOST_DAYS && day !== "00") this.dayDigits = day;
  }

  erase(): void {
    this.dayDigits = this.dayDigits.slice(0, -1);
  }

  clear(): void {
    this.dayDigits = "";
  }

  /** Goes back to the month. */
  forgetMonth(): void {
    this.month = null;
    this.clear();
  }

  get day(): number | null {
    return Number(this.dayDigits) || null;
  }
}

export function renderMonths(
  names: string[],
  isDisabled: boolean,
  label: string,
  choose: (month: number) => void,
): TemplateResult {
  return html`<div class="v-keypad" role="group" aria-label=${label}>
    ${names.map(
      (name, place) => html`<button
        type="button"
        class="v-key v-key--month"
        ?disabled=${isDisabled}
        @click=${() => choose(place + 1)}
      >
        ${name}
      </button>`,
    )}
  </div>`;
}

export function renderDay(
  strings: UiStrings,
  birth: BirthEntry,
  month: string,
  pad: Keypad,
  isDisabled: boolean,
): TemplateResult {
  return html`<p class="v-day" role="status">
      <span>${month}</span> <b class=${birth.dayDigits ? "v-places__full" : ""}>${birth.dayDigits}</b>
    </p>
    ${renderKeypad(strings, pad, isDisabled)}`;
}
