// The remote room before the visit: too early, refused, open elsewhere, or the check.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { countdown } from "../../call/durations";
import type { RefusedScreen, RoomCheckScreen, TooEarlyScreen } from "../../call/protocol";
import { foldedChoice } from "../shared/device_choice";
import { beginButton, ownCheck, rulesList, title } from "../shared/parts";
import type { CallContext } from "../shared/person";
import type { RenderContext } from "../shared/surface";

export function renderTooEarly(
  screen: TooEarlyScreen,
  { strings, clock }: RenderContext,
): TemplateResult {
  const wait = clock.until(screen.opens_at);
  return html`<main class="v-page v-page--message">
    ${title(screen.title)}
    <p class="v-lead">${screen.text}</p>
    ${wait > 0 ? html`<p class="v-next">${countdown(strings, "opens_in", wait)}</p>` : nothing}
    ${goHome(strings.say("go_home"))}
  </main>`;
}

export function renderRefused(screen: RefusedScreen, { strings }: RenderContext): TemplateResult {
  return html`<main class="v-page v-page--message">
    ${title(screen.title)}
    <p class="v-lead">${screen.text}</p>
    ${screen.next ? html`<p class="v-next">${screen.next}</p>` : nothing}
    ${goHome(strings.say("go_home"))}
  </main>`;
}

export function renderRoomCheck(screen: RoomCheckScreen, context: CallContext): TemplateResult {
  return html`<main class="v-page v-check">
    <div class="v-check__words">
      ${title(screen.title)}
      <p class="v-lead">${screen.text}</p>
    </div>
    <div class="v-check__side">${ownCheck(context)}${foldedChoice(context)}</div>
    <div class="v-check__rules">
      <h2>${context.strings.say("the_rules")}</h2>
      ${rulesList(screen.rules, screen.consequences)}
      <div class="v-actions">${beginButton(context)}</div>
    </div>
  </main>`;
}

/** Links to the page's home, which these screens do not name. */
function goHome(label: string): TemplateResult {
  const home = document.getElementById("surface")?.dataset["home"] ?? "/";
  return html`<div class="v-actions">
    <a class="button button-quiet" href=${home}>${label}</a>
  </div>`;
}
