// A keyboard on the screen, for a device of the facility that has none. It types into one field,
// which keeps its place and the focus.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { icon } from "./icons";
import type { RenderContext } from "./surface";

type Layer = "letters" | "signs";

/** English and Spanish share the letters; accents stand with the signs. */
const ROWS: Record<Layer, readonly string[]> = {
  letters: ["qwertyuiop", "asdfghjklñ", "zxcvbnm,.?"],
  signs: ["1234567890", "áéíóúü¿¡!'", '-:;()"/&@$'],
};

export class Keyboard {
  isOpen = false;
  layer: Layer = "letters";
  isShifted = false;
}

export function renderKeyboardSwitch(keyboard: Keyboard, context: RenderContext): TemplateResult {
  return html`<button
    type="button"
    class="v-toggle v-text__keyboard"
    aria-expanded=${keyboard.isOpen ? "true" : "false"}
    @click=${() => {
      keyboard.isOpen = !keyboard.isOpen;
      context.rerender();
    }}
  >
    ${context.strings.say("keyboard")}
  </button>`;
}

export function renderKeyboard(
  keyboard: Keyboard,
  fieldId: string,
  context: RenderContext,
): TemplateResult {
  const { strings, rerender } = context;
  const type = (text: string): void => {
    insert(fieldId, keyboard.isShifted ? text.toLocaleUpperCase() : text);
    keyboard.isShifted = false;
    rerender();
  };
  const turn = (): void => {
    keyboard.layer = keyboard.layer === "letters" ? "signs" : "letters";
    rerender();
  };
  const shift = (): void => {
    keyboard.isShifted = !keyboard.isShifted;
    rerender();
  };
  return html`<div
    class="v-keyboard"
    role="group"
    aria-label=${strings.say("keyboard")}
    @pointerdown=${(event: Event) => event.preventDefault()}
  >
    ${ROWS[keyboard.layer].map(
      (row) => html`<div class="v-keyboard__row">
        ${[...row].map((sign) => {
          const shown = keyboard.isShifted ? sign.toLocaleUpperCase() : sign;
          return key(shown, () => type(sign));
        })}
      </div>`,
    )}
    <div class="v-keyboard__row">
      ${key(strings.say("keyboard_shift"), shift, { isOn: keyboard.isShifted })}
      ${key(strings.say(keyboard.layer === "letters" ? "keyboard_signs" : "keyboard_letters"), turn)}
      ${key(strings.say("keyboard_space"), () => type(" "), { isWide: true })}
      ${key(icon("erase"), () => erase(fieldId), { name: strings.say("keyboard_erase") })}
    </div>
  </div>`;
}

function key(
  label: unknown,
  press: () => void,
  { name, isOn, isWide }: { name?: string; isOn?: boolean; isWide?: boolean } = {},
): TemplateResult {
  return html`<button
    type="button"
    class="v-keyboard__key ${isWide ? "v-keyboard__key--wide" : ""}"
    aria-label=${name ?? String(label)}
    aria-pressed=${isOn === undefined ? nothing : String(isOn)}
    @click=${press}
  >
    ${label}
  </button>`;
}

function fieldOf(id: string): HTMLTextAreaElement | null {
  const field = document.getElementById(id);
  return field instanceof HTMLTextAreaElement && !field.readOnly ? field : null;
}

function insert(id: string, text: string): void {
  const field = fieldOf(id);
  if (field) replace(field, field.selectionStart, field.selectionEnd, text);
}

/** Erases what is marked, or the letter before the cursor. */
function erase(id: string): void {
  const field = fieldOf(id);
  if (!field) return;
  const { selectionStart: start, selectionEnd: end } = field;
  replace(field, start === end ? Math.max(0, start - 1) : start, end, "");
}

function replace(field: HTMLTextAreaElement, start: number, end: number, text: string): void {
  const length = field.value.length - (end - start) + text.length;
  if (field.maxLength >= 0 && length > field.maxLength) return;
  field.setRangeText(text, start, end, "end");
  field.focus({ preventScroll: true });
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
