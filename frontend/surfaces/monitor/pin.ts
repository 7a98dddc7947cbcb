// The lobby's first screen: the PIN and, where the server asks for it, the day and month of birth.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { countdown } from "../../call/durations";
import type { PinScreen } from "../../call/protocol";
import { Help, renderHelp } from "../shared/help";
import { renderKeypad, typeOnKeypad } from "../shared/keypad";
import type { Keypad } from "../shared/keypad";
import { kioskHeader, refusalBox, title } from "../shared/parts";
import type { RenderContext } from "../shared/surface";
import { BirthEntry, renderDay, renderMonths } from "./birth";

const LENGTH = 8;
const GROUP = 4;
/** After this time without a touch the person has left, and the next one starts again. */
const LEFT_AFTER_MS = 60_000;

type Step = "pin" | "month" | "day";

export class PinEntry {
  digits = "";
  readonly help = new Help();
  readonly birth = new BirthEntry();
  private asksForBirth = false;
  private touchedAt = 0;

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

  // The steps

  get step(): Step {
    if (!this.asksForBirth) return "pin";
    return this.birth.month === null ? "month" : "day";
  }

  get isStepComplete(): boolean {
    if (this.step === "pin") return this.isComplete;
    return this.step === "day" && this.birth.day !== null;
  }

  askForBirth(): void {
    this.asksForBirth = true;
  }

  back(): void {
    if (this.step === "month") this.asksForBirth = false;
    else this.birth.forgetMonth();
  }

  startAgain(): void {
    this.clear();
    this.birth.forgetMonth();
    this.asksForBirth = false;
  }

  touch(now: number): void {
    this.touchedAt = now;
  }

  /** Forgets what somebody has typed who has left. */
  forgetIfLeft(now: number): void {
    if (this.step !== "pin" && now - this.touchedAt > LEFT_AFTER_MS) this.startAgain();
  }
}

export function renderPin(screen: PinScreen, context: RenderContext): TemplateResult {
  const { strings, clock } = context;
  const entry = context.remember(() => new PinEntry());
  const months = screen.birth_months;
  const wait = screen.wait_until ? clock.until(screen.wait_until) : 0;
  const isShut = wait > 0 || context.isBusy("enter_pin");
  if (!context.isBusy("enter_pin")) entry.forgetIfLeft(performance.now());
  const then = (change: () => void) => () => {
    entry.touch(performance.now());
    if (!isShut) change();
    context.rerender();
  };
  const typed = entry.step === "day" ? entry.birth : entry;
  const pad = {
    press: (digit: string) =>
      then(() => {
        if (entry.step !== "month") typed.press(digit);
      })(),
    erase: then(() => typed.erase()),
    clear: then(() => (entry.step === "month" ? entry.back() : typed.clear())),
  };
  const send = async (): Promise<void> => {
    const { month, day } = entry.birth;
    const born = entry.step === "day" ? { month, day } : {};
    const answer = await context.submit("enter_pin", { pin: entry.digits, ...born });
    // What was lost on the way stays, so that one press sends it again.
    if (answer !== "lost") entry.startAgain();
    context.rerender();
  };
  const enter = (): void => {
    if (isShut || !entry.isStepComplete) return;
    if (entry.step === "pin" && months) then(() => entry.askForBirth())();
    else void send();
  };
  context.onKey((event) => {
    const onButton = event.target instanceof HTMLButtonElement;
    if (!typeOnKeypad(event, pad) && event.key === "Enter" && !onButton) enter();
  });
  return html`${kioskHeader(context, screen)}
    <main class="v-page v-pin">
      <div class="v-pin__words">
        ${
          entry.step === "pin"
            ? html`<p class="v-question">${strings.say("pin_question")}</p>
              ${title(strings.say("enter_your_pin"))}
              ${refusalBox(entry.digits ? null : screen.refusal)}`
            : renderBirthQuestion(entry, context, then)
        }
        ${wait > 0 ? html`<p class="v-next">${countdown(strings, "wait", wait)}</p>` : nothing}
        ${renderHelp(context, entry.help)}
      </div>
      <div class="v-pin__pad">
        ${renderPad(entry, months ?? [], pad, isShut, context, then)}
        ${
          entry.step === "month"
            ? nothing
            : html`<button
              type="button"
              class="button button-main v-pin__enter"
              ?disabled=${isShut || !entry.isStepComplete}
              @click=${enter}
            >
              ${strings.say("enter")}
            </button>`
        }
      </div>
    </main>`;
}

function renderBirthQuestion(
  entry: PinEntry,
  { strings }: RenderContext,
  then: (change: () => void) => () => void,
): TemplateResult {
  return html`${title(strings.say(entry.step === "month" ? "birth_month" : "birth_day"))}
    <p>${strings.say("birth_why")}</p>
    <p>
      <button type="button" class="button" @click=${then(() => entry.back())}>
        ${strings.say("back")}
      </button>
    </p>`;
}

function renderPad(
  entry: PinEntry,
  months: string[],
  pad: Keypad,
  isShut: boolean,
  { strings }: RenderContext,
  then: (change: () => void) => () => void,
): TemplateResult {
  if (entry.step === "month") {
    const choose = (month: number): void => then(() => entry.birth.choose(month))();
    return renderMonths(months, isShut, strings.say("birth_month"), choose);
  }
  if (entry.step === "day") {
    const month = months[(entry.birth.month ?? 1) - 1] ?? "";
    return renderDay(strings, entry.birth, month, pad, isShut);
  }
  return html`${renderPlaces(entry, strings.count("digits_entered", entry.digits.length))}
  ${renderKeypad(strings, pad, isShut)}`;
}

function renderPlaces(entry: PinEntry, spoken: string): TemplateResult {
  return html`<div class="v-places" translate="no" aria-hidden="true">
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
