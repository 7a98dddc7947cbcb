// Screens on which a device has nothing to offer but a reason.
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { ClosedScreen, EnrolScreen, SupersededScreen } from "../../call/protocol";
import { action, title } from "./parts";
import type { Scene } from "./surface";

export function drawEnrol(screen: EnrolScreen, { words }: Scene): TemplateResult {
  return html`<main class="v-page v-page--message">
    ${title(screen.title)}
    <p class="v-lead">${screen.text}</p>
    <p class="v-code">
      <span class="v-code__name">${words.say("enrol_code")}</span>
      <strong>${screen.code}</strong>
    </p>
  </main>`;
}

export function drawClosed(screen: ClosedScreen): TemplateResult {
  return html`<main class="v-page v-page--message">
    ${title(screen.title)}
    <p class="v-lead">${screen.text}</p>
    <p class="quiet">${screen.clock}</p>
  </main>`;
}

export function drawSuperseded(
  screen: Omit<SupersededScreen, "name">,
  scene: Scene,
): TemplateResult {
  return html`<main class="v-page v-page--message">
    ${title(screen.title)}
    <p class="v-lead">${screen.text}</p>
    <div class="v-actions">${action(scene, "take_over", "take_over")}</div>
  </main>`;
}
