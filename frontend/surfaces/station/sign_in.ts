// An inmate signs in with master ID number and PIN. This screen does not name the next visitor.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { countdown } from "../../call/durations";
import type { SignInScreen, UiStringKey } from "../../call/protocol";
import { Help, renderHelp } from "../shared/help";
import { renderKeypad, typeOnKeypad } from "../shared/keypad";
import { kioskHeader, refusalBox, title } from "../shared/parts";
import type { RenderContext } from "../shared/surface";

type Field = "master_id" | "pin";

class SignIn {
  readonly help = new Help();
  active: Field = "master_id";
  values: Record<Field, string> = { master_id: "", pin: "" };

  get isComplete(): boolean {
    return this.values.master_id.trim() !== "" && this.values.pin !== "";
  }

  /** Clears a wrong PIN, but not the number above it. */
  forgetPin(): void {
    this.values.pin = "";
    this.active = "pin";
  }
}

export function renderSignIn(screen: SignInScreen, context: RenderContext): TemplateResult {
  const { strings, clock } = context;
  const form = context.remember(() => new SignIn());
  const wait = screen.wait_until ? clock.until(screen.wait_until) : 0;
  const isShut = wait > 0 || context.isBusy("sign_in");
  const write = (value: string): void => {
    if (!isShut) form.values[form.active] = value;
    context.rerender();
  };
  const pad = {
    press: (digit: string) => write(form.values[form.active] + digit),
    erase: () => write(form.values[form.active].slice(0, -1)),
    clear: () => write(""),
  };
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isShut || !form.isComplete) return;
    const { master_id, pin } = form.values;
    const answer = await context.submit("sign_in", { master_id: master_id.trim(), pin });
    // Input that was lost on the way stays, so that one press sends it again.
    if (answer !== "lost") form.forgetPin();
    context.rerender();
  };
  context.onKey((event) => {
    if (!(event.target instanceof HTMLInputElement)) typeOnKeypad(event, pad);
  });
  return html`${kioskHeader(context, screen, screen.station)}
    <main class="v-page v-pin">
      <form class="v-pin__words" novalidate @submit=${(event: Event) => void send(event)}>
        ${title(strings.say("sign_in_title"))}
        ${screen.next_text ? html`<p class="v-next">${screen.next_text}</p>` : nothing}
        ${refusalBox(form.values.pin ? null : screen.refusal)}
        ${wait > 0 ? html`<p class="v-next">${countdown(strings, "wait", wait)}</p>` : nothing}
        ${renderField(context, form, "master_id", "master_id", "text")}
        ${renderField(context, form, "pin", "pin", "password")}
        <div class="v-actions">
          <button class="button button-main" ?disabled=${isShut || !form.isComplete}>
            ${strings.say("sign_in")}
          </button>
        </div>
        ${renderHelp(context, form.help)}
      </form>
      <div class="v-pin__pad">${renderKeypad(strings, pad, isShut)}</div>
    </main>`;
}

function renderField(
  context: RenderContext,
  form: SignIn,
  field: Field,
  word: UiStringKey,
  type: "text" | "password",
): TemplateResult {
  const id = `field-${field}`;
  return html`<div class="v-field ${form.active === field ? "v-field--active" : ""}">
    <label for=${id}>${context.strings.say(word)}</label>
    <input
      id=${id}
      type=${type}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      .value=${form.values[field]}
      @focus=${() => {
        form.active = field;
        context.rerender();
      }}
      @input=${(event: InputEvent) => {
        form.values[field] = (event.target as HTMLInputElement).value;
        context.rerender();
      }}
    />
  </div>`;
}
