// The lobby's first screen: only the PIN.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { countdown } from "../../call/durations";
import type { PinScreen } from "../../call/protocol";
import { Help, renderHelp } from "../shared/help";
import { renderKeypad, typeOnKeypad } from "../shared/keypad";
import { kioskHeader, refusalBox, title } from "../shared/parts";
import type { RenderContext } from "../shared/surface";

const LENGTH = 8;
const GROUP = 4;

export class PinEntry {
  digits = "";
  readonly help = new Help();

  press(digit: string): void {
    if (this.digits.length < LENGTH) this.digits += digit;
  }

  erase(): void {
    this.digits = this.digits.slice(0, -1);
  }

  clear(): void {
    this.digits = "";
  }

  get isComplete(): boolean {
    return this.digits.length === LENGTH;
  }

  /** Two groups of four places, each filled or empty. */
  get groups(): string[][] {
    const places = [...this.digits.padEnd(LENGTH)];
    return [places.slice(0, GROUP), places.slice(GROUP)];
  }
}

export function renderPin(screen: PinScreen, context: RenderContext): TemplateResult {
  const { strings, clock } = context;
  const entry = context.remember(() => new PinEntry());
  const wait = screen.wait_until ? clock.until(screen.wait_until) : 0;
  const isShut = wait > 0 || context.isBusy("enter_pin");
  const then = (change: () => void) => () => {
    if (!isShut) change();
    context.rerender();
  };
  const pad = {
    press: (digit: string) => then(() => entry.press(digit))(),
    erase: then(() => entry.erase()),
    clear: then(() => entry.clear()),
  };
  const enter = async (): Promise<void> => {
    if (isShut || !entry.isComplete) return;
    const answer = await context.submit("enter_pin", { pin: entry.digits });
    // Digits that were lost on the way stay, so that one press sends them again.
    if (answer !== "lost") entry.clear();
    context.rerender();
  };
  context.onKey((event) => {
    const onButton = event.target instanceof HTMLButtonElement;
    if (!typeOnKeypad(event, pad) && event.key === "Enter" && !onButton) void enter();
  });
  return html`${kioskHeader(context, screen)}
    <main class="v-page v-pin">
      <div class="v-pin__words">
        <p class="v-question">${strings.say("pin_question")}</p>
        ${title(strings.say("enter_your_pin"))}
        ${refusalBox(entry.digits ? null : screen.refusal)}
        ${wait > 0 ? html`<p class="v-next">${countdown(strings, "wait", wait)}</p>` : nothing}
        ${renderHelp(context, entry.help)}
      </div>
      <div class="v-pin__pad">
        ${renderPlaces(entry, strings.count("digits_entered", entry.digits.length))}
        ${renderKeypad(strings, pad, isShut)}
        <button
          type="button"
          class="button button-main v-pin__enter"
          ?disabled=${isShut || !entry.isComplete}
          @click=${() => void enter()}
        >
          ${strings.say("enter")}
        </button>
      </div>
    </main>`;
}

function renderPlaces(entry: PinEntry, spoken: string): TemplateResult {
  return html`<div class="v-places" aria-hidden="true">
      ${entry.groups.map(
        (group) => html`<span class="v-places__group">
          ${group.map(
            (digit) =>
              html`<b class=${digit.trim() ? "v-places__full" : ""}>${digit.trim() || nothing}</b>`,
          )}
        </span>`,
      )}
    </div>
    <p class="only-for-readers" role="status">${spoken}</p>`;
}
