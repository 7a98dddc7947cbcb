// The remote room before the visit: too early, refused, open elsewhere, or the check.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { countdown } from "../../call/durations";
import type { RefusedScreen, RoomCheckScreen, TooEarlyScreen } from "../../call/protocol";
import { foldedChoice } from "../shared/device_choice";
import { ownCheck, rulesList, title } from "../shared/parts";
import type { CallContext } from "../shared/person";
import type { RenderContext } from "../shared/surface";
import { textLineChoice } from "../shared/text_line";
import { beginOrTryAgain, renderPath, tryAgainAfter } from "./path";

/** Days before, the title says enough of when it begins. */
const SOON_MS = 2 * 3600_000;

export function renderTooEarly(screen: TooEarlyScreen, context: CallContext): TemplateResult {
  const { strings, clock } = context;
  const wait = clock.until(screen.opens_at);
  return html`<main class="v-page v-page--message">
    ${title(screen.title)}
    <p class="v-lead">${screen.text}</p>
    ${wait > 0 && wait <= SOON_MS ? html`<p class="v-next">${countdown(strings, "opens_in", wait)}</p>` : nothing}
    ${context.isTrying ? trying(context) : tryDevices(context)}
    ${goHome(strings.say("go_home"))}
  </main>`;
}

function tryDevices(context: CallContext): TemplateResult {
  return html`<div class="v-actions">
    <button type="button" class="button" @click=${() => context.tryDevices(true)}>
      ${context.strings.say("try_devices")}
    </button>
  </div>`;
}

/** Camera, microphone and the way to the media server, tried on any day before the visit. */
function trying(context: CallContext): TemplateResult {
  return html`<section class="v-trying" aria-labelledby="trying">
    <h2 id="trying">${context.strings.say("try_devices")}</h2>
    ${ownCheck(context)} ${renderPath(context)} ${foldedChoice(context)}
    <div class="v-actions">
      ${tryAgainAfter(context)}
      <button type="button" class="button button-quiet" @click=${() => context.tryDevices(false)}>
        ${context.strings.say("stop_trying")}
      </button>
    </div>
  </section>`;
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
    <div class="v-check__side">
      ${ownCheck(context)}${renderPath(context)}${foldedChoice(context)}
      ${textLineChoice(screen.text_line, context)}
    </div>
    <div class="v-check__rules">
      <h2>${context.strings.say("the_rules")}</h2>
      ${rulesList(screen.rules, screen.consequences)}
      <div class="v-actions">${beginOrTryAgain(context)}</div>
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
