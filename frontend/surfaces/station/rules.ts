// Before the visit: who and when, the rules, and the own video.
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { StationRulesScreen } from "../../call/protocol";
import {
  intentButton,
  beginButton,
  kioskHeader,
  ownCheck,
  rulesList,
  title,
} from "../shared/parts";
import type { CallContext } from "../shared/person";
import { textLineChoice } from "../shared/text_line";

export function renderStationRules(
  screen: StationRulesScreen,
  context: CallContext,
): TemplateResult {
  return html`${kioskHeader(context, screen)}
    <main class="v-page v-check">
      <div class="v-check__words">
        ${title(screen.title)}
        <p class="v-lead">${screen.text}</p>
        ${rulesList(screen.rules, screen.consequences)}
      </div>
      <div class="v-check__side">
        ${ownCheck(context)} ${textLineChoice(screen.text_line, context)}
        <div class="v-actions">
          ${beginButton(context)} ${intentButton(context, "leave", "leave", { kind: "quiet" })}
        </div>
      </div>
    </main>`;
}
