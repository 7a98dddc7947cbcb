// The other side is not there yet: what happens next, since when one waits, and for how long.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { countdown, lastedFor, timeLeft } from "../../call/durations";
import type { WaitingScreen } from "../../call/protocol";
import { intentButton, ownCheck, title, alertRegion } from "./parts";
import type { CallContext } from "./person";

export function renderWaiting(screen: WaitingScreen, context: CallContext): TemplateResult {
  const { strings, clock } = context;
  const untilStart = clock.until(screen.starts_at);
  return html`<main class="v-page v-waiting">
    <div class="v-waiting__words">
      ${title(screen.title)}
      <p class="v-lead">${screen.text}</p>
      ${alertRegion(screen.trouble ? html`<p>${screen.trouble}</p>` : nothing)}
      <dl class="v-facts">
        <div>
          <dt class="only-for-readers">${strings.say("what_follows")}</dt>
          <dd data-testid="time-left">
            ${
              untilStart > 0
                ? countdown(strings, "begins_in", untilStart)
                : timeLeft(strings, clock.until(screen.ends_at))
            }
          </dd>
          <dd>${lastedFor(strings, "waiting_for", clock.since(screen.since_at))}</dd>
        </div>
      </dl>
      <p class="quiet">${screen.monitoring_notice}</p>
      <div class="v-actions">${intentButton(context, "leave", "leave", { kind: "quiet" })}</div>
    </div>
    <div class="v-waiting__own">${ownCheck(context)}</div>
  </main>`;
}
