// Before the visit: who and when, the rules, and the own picture.
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { StationRulesScreen } from "../../call/protocol";
import { action, beginButton, kioskHeader, ownCheck, rulesList, title } from "../shared/parts";
import type { CallScene } from "../shared/person";

export function drawStationRules(screen: StationRulesScreen, scene: CallScene): TemplateResult {
  return html`${kioskHeader(scene, screen)}
    <main class="v-page v-check">
      <div class="v-check__words">
        ${title(screen.title)}
        <p class="v-lead">${screen.text}</p>
        ${rulesList(screen.rules, screen.more)}
      </div>
      <div class="v-check__side">
        ${ownCheck(scene)}
        <div class="v-actions">
          ${beginButton(scene)} ${action(scene, "leave", "leave", { kind: "quiet" })}
        </div>
      </div>
    </main>`;
}
