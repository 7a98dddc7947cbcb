// The screens between the PIN and the visit: the names, the rules, camera and microphone.
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { GreetScreen, MonitorCheckScreen, MonitorRulesScreen } from "../../call/protocol";
import {
  intentButton,
  beginButton,
  kioskHeader,
  ownCheck,
  rulesList,
  title,
} from "../shared/parts";
import type { CallContext } from "../shared/person";
import type { RenderContext } from "../shared/surface";
import { textLineChoice } from "../shared/text_line";

export function renderGreet(screen: GreetScreen, context: RenderContext): TemplateResult {
  return html`${kioskHeader(context, screen)}
    <main class="v-page v-page--message">
      ${title(screen.title)}
      <p class="v-lead">${screen.text}</p>
      <div class="v-actions">
        ${intentButton(context, "confirm", "confirm")}
        ${intentButton(context, "not_me", "not_me", { kind: "quiet" })}
      </div>
    </main>`;
}

export function renderMonitorRules(
  screen: MonitorRulesScreen,
  context: RenderContext,
): TemplateResult {
  return html`${kioskHeader(context, screen)}
    <main class="v-page">
      ${title(screen.title)} ${rulesList(screen.rules, screen.consequences)}
      <div class="v-actions">
        ${intentButton(context, "acknowledge", "acknowledge")}
        ${intentButton(context, "leave", "leave", { kind: "quiet" })}
      </div>
    </main>`;
}

export function renderMonitorCheck(
  screen: MonitorCheckScreen,
  context: CallContext,
): TemplateResult {
  return html`${kioskHeader(context, screen)}
    <main class="v-page v-check">
      <div class="v-check__words">
        ${title(screen.title)}
        <p class="v-lead">${screen.text}</p>
        ${textLineChoice(screen.text_line, context)}
        <div class="v-actions">
          ${beginButton(context)} ${intentButton(context, "leave", "leave", { kind: "quiet" })}
        </div>
      </div>
      ${ownCheck(context)}
    </main>`;
}
