// The prompts between the PIN and the visit: the right names, the rules, camera and microphone.
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { GreetScreen, MonitorCheckScreen, MonitorRulesScreen } from "../../call/protocol";
import { action, beginButton, kioskHeader, ownCheck, rulesList, title } from "../shared/parts";
import type { CallScene } from "../shared/person";
import type { Scene } from "../shared/surface";

export function drawGreet(screen: GreetScreen, scene: Scene): TemplateResult {
  return html`${kioskHeader(scene, screen)}
    <main class="v-page v-page--message">
      ${title(screen.title)}
      <p class="v-lead">${screen.text}</p>
      <div class="v-actions">
        ${action(scene, "confirm", "confirm")}
        ${action(scene, "not_me", "not_me", { kind: "quiet" })}
      </div>
    </main>`;
}

export function drawMonitorRules(screen: MonitorRulesScreen, scene: Scene): TemplateResult {
  return html`${kioskHeader(scene, screen)}
    <main class="v-page">
      ${title(screen.title)} ${rulesList(screen.rules, screen.more)}
      <div class="v-actions">
        ${action(scene, "acknowledge", "acknowledge")}
        ${action(scene, "leave", "leave", { kind: "quiet" })}
      </div>
    </main>`;
}

export function drawMonitorCheck(screen: MonitorCheckScreen, scene: CallScene): TemplateResult {
  return html`${kioskHeader(scene, screen)}
    <main class="v-page v-check">
      <div class="v-check__words">
        ${title(screen.title)}
        <p class="v-lead">${screen.text}</p>
        <div class="v-actions">
          ${beginButton(scene)} ${action(scene, "leave", "leave", { kind: "quiet" })}
        </div>
      </div>
      ${ownCheck(scene)}
    </main>`;
}
