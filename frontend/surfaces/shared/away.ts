// What a monitor or a station shows while the server is away: what happened, whom to tell, the time
// and the facility's phone number. It names nobody and has nothing to press.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { FacilityFacts } from "./known_facility";
import { timeHere, title } from "./parts";
import type { RenderContext } from "./surface";

export function renderAway(
  context: RenderContext,
  { facts, isInVisit }: { facts: FacilityFacts | null; isInVisit: boolean },
): TemplateResult {
  const { strings } = context;
  return html`<main class="v-page v-page--message">
    ${title(strings.say("away_title"))}
    <p class="v-lead">${strings.say("away_text")}</p>
    ${isInVisit ? html`<p>${strings.say("away_visit")}</p>` : nothing}
    ${
      facts?.phone
        ? html`<p>${strings.say("away_phone")} <strong class="v-away__phone" translate="no">${facts.phone}</strong></p>`
        : nothing
    }
    ${facts && context.clock.isKnown ? html`<p class="v-away__clock" translate="no">${timeHere(context, facts.clock)}</p>` : nothing}
  </main>`;
}
