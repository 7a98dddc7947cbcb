// What a monitor or a station shows while the server is away: what happened, whom to tell, the time
// and the facility's phone number. It names nobody and has nothing to press.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { FacilityClock } from "../../call/protocol";
import { timeHere, title } from "./parts";
import type { RenderContext } from "./surface";

/** What is known of the facility from the last screen that said it. */
export interface Desk {
  phone: string;
  clock: FacilityClock;
}

/** Returns what a screen says of the facility; null if it does not. */
export function deskOn(screen: { phone?: string; clock?: FacilityClock }): Desk | null {
  const { phone, clock } = screen;
  return phone !== undefined && clock ? { phone, clock } : null;
}

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
    ${desk ? html`<p class="v-away__clock" translate="no">${timeHere(context, desk.clock)}</p>` : nothing}
  </main>`;
}
