// What is known of the way to the media server, in one line of words, and the button that follows.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { PathFigures } from "../../call/path_figures";
import type { Trial } from "../../call/trial";
import { beginButton } from "../shared/parts";
import type { CallContext } from "../shared/person";

/** The result in words with what to do, and below it what was measured. */
export function renderPath(context: CallContext): TemplateResult {
  const { trial } = context;
  return html`<div class="v-path" role="status" data-path=${stateOf(trial)}>
    ${trial ? words(context, trial) : nothing}
  </div>`;
}

/** "Begin visit" once the way is proven or nobody could try it; where nothing comes back, another
 * try. */
export function beginOrTryAgain(context: CallContext): TemplateResult {
  const { trial } = context;
  if (trial?.result?.finding === "none") return tryAgain(context, trial, "button button-main");
  return beginButton(context, { mayBegin: trial?.lets ?? true });
}

/** "Try again" after a result, where no visit can be begun yet. */
export function tryAgainAfter(context: CallContext): TemplateResult | typeof nothing {
  const { trial } = context;
  return trial?.result ? tryAgain(context, trial, "button button-quiet") : nothing;
}

function tryAgain({ strings }: CallContext, trial: Trial, kind: string): TemplateResult {
  return html`<button type="button" class=${kind} @click=${() => trial.tryAgain()}>
    ${strings.say("path_try_again")}
  </button>`;
}

function stateOf(trial: Trial | null): string {
  if (trial?.isRunning) return trial.isProven ? "proven" : "trying";
  return trial?.result?.finding ?? "unknown";
}

function words({ strings }: CallContext, trial: Trial): TemplateResult | typeof nothing {
  if (trial.isRunning) {
    return html`<p>${strings.say(trial.isProven ? "path_proven" : "path_trying")}</p>`;
  }
  if (!trial.result) return nothing;
  const { finding, figures } = trial.result;
  return html`<p>${strings.say(`path_${finding}`)}</p>
    ${figures ? html`<p class="v-path__figures">${inNumbers(strings, figures)}</p>` : nothing}`;
}

function inNumbers(strings: CallContext["strings"], figures: PathFigures): string {
  const { upKbits, downKbits, lostUpPercent, lostDownPercent, roundTripMs } = figures;
  return strings.say("path_figures", {
    up: upKbits,
    down: downKbits,
    lost_up: lostUpPercent,
    lost_down: lostDownPercent,
    delay: roundTripMs ?? "–",
  });
}
