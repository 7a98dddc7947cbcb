// "I need help": calls staff, and confirms that they were called.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { icon } from "./icons";
import type { RenderContext } from "./surface";

const SAID_FOR_MS = 20_000;

export class Help {
  calledAt: number | null = null;

  get isCalled(): boolean {
    return this.calledAt !== null && performance.now() - this.calledAt < SAID_FOR_MS;
  }
}

export function renderHelp(context: RenderContext, help: Help): TemplateResult {
  const call = async (): Promise<void> => {
    if (await context.intend("call_staff")) help.calledAt = performance.now();
    context.rerender();
  };
  return html`<div class="v-help">
    <button
      type="button"
      class="button button-quiet"
      ?disabled=${help.isCalled || context.isBusy("call_staff")}
      @click=${() => void call()}
    >
      ${icon("help")} ${context.strings.say("call_staff")}
    </button>
    <p role="status">${help.isCalled ? context.strings.say("staff_called") : nothing}</p>
  </div>`;
}
