// An inmate has signed in and has no visit now: what happened in their visits of the last days, and
// "that is not what happened", with two presses.
import { html, nothing, svg } from "lit";
import type { TemplateResult } from "lit";

import type { Choice, PastVisit, PastVisitsScreen, Timeline } from "../../call/protocol";
import { Help, renderHelp } from "../shared/help";
import { intentButton, kioskHeader, refusalBox, title } from "../shared/parts";
import type { RenderContext } from "../shared/surface";

class PastVisits {
  /** The visit about which the inmate chooses what happened. */
  disputed: string | null = null;
  readonly help = new Help();
}

export function renderPastVisits(screen: PastVisitsScreen, context: RenderContext): TemplateResult {
  const { strings, clock } = context;
  const chosen = context.remember(() => new PastVisits());
  const seconds = Math.ceil(clock.until(screen.until_at) / 1000);
  return html`${kioskHeader(context, screen, screen.station)}
    <main class="v-page v-past">
      ${refusalBox(screen.refusal)} ${title(strings.say("your_visits"))}
      ${screen.visits.map((visit) => renderVisit(visit, screen, chosen, context))}
      <div class="v-actions">${intentButton(context, "finish", "finish")}</div>
      ${renderHelp(context, chosen.help)}
      ${seconds > 0 ? html`<p class="quiet">${strings.count("clears_in", seconds)}</p>` : nothing}
    </main>`;
}

function renderVisit(
  visit: PastVisit,
  screen: PastVisitsScreen,
  chosen: PastVisits,
  context: RenderContext,
): TemplateResult {
  const { strings } = context;
  return html`<section class="v-past__visit">
    <h2>${visit.title}</h2>
    <p>${visit.sentence}</p>
    ${visit.decided ? html`<p>${visit.decided}</p>` : nothing}
    ${visit.timeline ? renderTimeline(visit.timeline, strings.say("timeline")) : nothing}
    ${visit.timeline ? html`<p class="quiet">${screen.timeline_text}</p>` : nothing}
    <dl class="v-past__facts">${visit.facts.map(({ name, value }) => renderFact(name, value))}</dl>
    ${visit.dispute ? html`<p role="status"><strong>${visit.dispute}</strong></p>` : nothing}
    <dl class="v-past__facts">
      ${visit.reason ? renderFact(strings.say("the_reason"), visit.reason) : nothing}
      ${visit.said.length > 0 ? renderFact(strings.say("you_said"), visit.said.join(" ")) : nothing}
    </dl>
    ${visit.last_day ? renderDispute(visit, screen.choices, chosen, context) : nothing}
  </section>`;
}

function renderFact(name: string, value: string): TemplateResult {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

function renderTimeline({ width, height, bars }: Timeline, label: string): TemplateResult {
  return html`<svg
    class="p-timeline"
    role="img"
    aria-label=${label}
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
  >
    ${bars.map(
      (bar) => svg`<rect class="p-timeline-${bar.state}" x=${bar.x} y=${bar.y}
        width=${bar.width} height=${bar.height}></rect>`,
    )}
  </svg>`;
}

function renderDispute(
  { visit, dispute, last_day }: PastVisit,
  choices: Choice[],
  chosen: PastVisits,
  context: RenderContext,
): TemplateResult {
  const { strings } = context;
  const choose = (disputed: string | null): void => {
    chosen.disputed = disputed;
    context.rerender();
  };
  if (chosen.disputed !== visit) {
    return html`<p class="v-past__dispute">
      <button type="button" class="button button-quiet" @click=${() => choose(visit)}>
        ${strings.say(dispute ? "add_something" : "not_what_happened")}
      </button>
      <span class="quiet">${last_day}</span>
    </p>`;
  }
  const send = async (choice: string): Promise<void> => {
    if (await context.intend("dispute_visit", { visit, choice })) choose(null);
  };
  return html`<fieldset class="v-past__choices">
    <legend>${strings.say("what_happened")}</legend>
    ${choices.map(
      ({ code, text }) => html`<button
        type="button"
        class="button button-quiet"
        ?disabled=${context.isBusy("dispute_visit")}
        @click=${() => void send(code)}
      >
        ${text}
      </button>`,
    )}
    <button type="button" class="button button-quiet" @click=${() => choose(null)}>
      ${strings.say("never_mind")}
    </button>
  </fieldset>`;
}
