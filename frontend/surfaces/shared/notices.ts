// Screens of a device that offers nothing, with the reason.
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { ClosedScreen, EnrolScreen, SupersededScreen } from "../../call/protocol";
import { intentButton, timeHere, title } from "./parts";
import type { RenderContext } from "./surface";

export function renderEnrol(screen: EnrolScreen, { strings }: RenderContext): TemplateResult {
  return html`<main class="v-page v-page--message">
    ${title(screen.title)}
    <p class="v-lead">${screen.text}</p>
    <p class="v-code">
      <span class="v-code__name">${strings.say("enrol_code")}</span>
      <strong translate="no">${screen.code}</strong>
    </p>
  </main>`;
}

export function renderClosed(screen: ClosedScreen, context: RenderContext): TemplateResult {
  return html`<main class="v-page v-page--message">
    ${title(screen.title)}
    <p class="v-lead">${screen.text}</p>
    <p class="quiet" translate="no">${timeHere(context, screen.clock)}</p>
  </main>`;
}

export function renderSuperseded(
  screen: Omit<SupersededScreen, "name">,
  context: RenderContext,
): TemplateResult {
  return html`<main class="v-page v-page--message">
    ${title(screen.title)}
    <p class="v-lead">${screen.text}</p>
    <div class="v-actions">${intentButton(context, "take_over", "take_over")}</div>
  </main>`;
}
