// What a monitor or a station shows while the server is away: what happened, whom to tell, the time
// and the facility's phone number. It names nobody and has nothing to press.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Desk } from "./desk";
import { timeHere, title } from "./parts";
import type { RenderContext } from "./surface";

export function renderAway(
  context: RenderContext,
  { desk, isInVisit }: { desk: Desk | null; isInVisit: boolean },
): TemplateResult {
  const { strings } = context;
  return html`<main class="v-page v-page--message">
    ${title(strings.say("away_title"))}
    <p class="v-lead">${strings.say("away_text")}</p>
    ${isInVisit ? html`<p>${strings.say("away_visit")}</p>` : nothing}
    ${
      desk?.phone
        ? html`<p>${strings.say("away_phone")} <strong class="v-away__phone" translate="no">${desk.phone}</strong></p>`
        : nothing
    }
    ${desk && context.clock.isKnown ? html`<p class="v-away__clock" translate="no">${timeHere(context, desk.clock)}</p>` : nothing}
  </main>`;
}
