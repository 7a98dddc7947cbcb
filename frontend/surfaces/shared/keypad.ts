// A pad of digits for fingers, which also takes the keys of a keyboard.
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { UiStrings } from "../../call/ui_strings";
import { icon } from "./icons";

export interface Keypad {
  press: (digit: string) => void;
  erase: () => void;
  clear: () => void;
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function renderKeypad(strings: UiStrings, pad: Keypad, isDisabled: boolean): TemplateResult {
  const key = (label: unknown, press: () => void, name?: string): TemplateResult =>
    html`<button
      type="button"
      class="v-key"
      aria-label=${name ?? String(label)}
      ?disabled=${isDisabled}
      @click=${press}
    >
      ${label}
    </button>`;
  return html`<div class="v-keypad" role="group" aria-label=${strings.say("digits")}>
    ${DIGITS.map((digit) => key(digit, () => pad.press(digit)))}
    ${key(strings.say("clear"), () => pad.clear())} ${key("0", () => pad.press("0"))}
    ${key(icon("erase"), () => pad.erase(), strings.say("erase_last"))}
  </div>`;
}

/** Returns true if the key was meant for the pad. */
export function typeOnKeypad(event: KeyboardEvent, pad: Keypad): boolean {
  if (/^\d$/.test(event.key)) pad.press(event.key);
  else if (event.key === "Backspace") pad.erase();
  else if (event.key === "Escape" || event.key === "Delete") pad.clear();
  else return false;
  event.preventDefault();
  return true;
}
