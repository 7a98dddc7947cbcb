// What is wrong with one's own camera or microphone, what helps, and a button that does it.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { OwnTrouble } from "../../call/own_troubles";
import { icon } from "./icons";
import type { CallContext } from "./person";

/** Before the visit. The region exists when it is empty too: see `alertRegion`. */
export function renderTroubles(context: CallContext): TemplateResult {
  return html`<div role="alert">
    ${context.call.troubles.map(
      (trouble) => html`<div class="v-trouble">
        ${icon(trouble.device === "microphone" ? "microphoneOff" : "cameraOff")}
        <h2>${title(trouble, context)}</h2>
        <p>${context.strings.say(`trouble_${trouble.why}_text`)}</p>
        ${renderInApp(trouble, context)} ${takeAgain(trouble, context)}
      </div>`,
    )}
  </div>`;
}

/** In the visit, which goes on with what there is. */
export function renderTroublesInVisit(
  context: CallContext,
  otherName: string,
): TemplateResult | typeof nothing {
  const { call, strings } = context;
  const [first, second] = call.troubles;
  if (!first) return nothing;
  const lost = second ? "both" : first.device;
  return html`<div class="v-word v-word--own">
    ${call.troubles.map(
      (trouble, place) => html`<p><strong>${title(trouble, context)}</strong></p>
        <p>
          ${place === 0 ? strings.say(`goes_on_without_${lost}`, { name: otherName }) : nothing}
          ${strings.say(`trouble_${trouble.why}_text`)}
        </p>
        ${takeAgain(trouble, context)}`,
    )}
  </div>`;
}

function title({ device, why }: OwnTrouble, { strings }: CallContext): string {
  if (why === "silent") return strings.say("microphone_silent");
  return strings.say(`${device}_${why}`);
}

function takeAgain(trouble: OwnTrouble, { call, strings }: CallContext): TemplateResult {
  return html`<button type="button" class="button" @click=${() => call.takeAgain(trouble)}>
    ${strings.say("try_again")}
  </button>`;
}

/** Inside another app it may be the app that refuses. */
function renderInApp(
  { why }: OwnTrouble,
  { strings }: CallContext,
): TemplateResult | typeof nothing {
  if (why === "held" || why === "silent") return nothing;
  if (!("inApp" in document.documentElement.dataset)) return nothing;
  return html`<p>${strings.say("trouble_in_app", { address: location.href })}</p>`;
}
