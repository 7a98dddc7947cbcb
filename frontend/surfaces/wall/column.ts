// The right column: who calls, who waits, who comes soon, what was not held, who else is on duty.
import { html } from "lit";
import type { TemplateResult } from "lit";

import { countdown, inMinutesOrSeconds, lastedFor, minutesSince } from "../../call/durations";
import type { HelpCall, SoonBooking, Unconfirmed, WallScreen, WordKey } from "../../call/protocol";
import type { Words } from "../../call/words";
import type { RenderContext } from "../shared/surface";

export function renderColumn(screen: WallScreen, context: RenderContext): TemplateResult {
  const { words, clock } = context;
  return html`<div class="v-column">
    ${renderUnconfirmed(screen.unconfirmed)}
    ${renderCalls(screen.calls, context)}
    ${section(
      context,
      "waiting_title",
      screen.waiting.map(
        (visit) => html`<li>
          <strong>${[visit.visitor, visit.inmate].filter(Boolean).join(" · ")}</strong>
          <span>${visit.missing}</span>
          <small>${lastedFor(words, "waiting_for", clock.since(visit.since_at))}</small>
        </li>`,
      ),
    )}
    ${section(
      context,
      "soon_title",
      screen.soon.map((booking) => renderSoon(booking, context)),
    )}
    ${section(
      context,
      "not_held_title",
      screen.not_held.map(
        (booking) => html`<li>
          <strong>${booking.visitor} · ${booking.inmate}</strong>
          <span>${booking.missing}</span>
          <small>
            ${words.count("began_minutes_ago", minutesSince(clock.since(booking.starts_at)))}
          </small>
        </li>`,
      ),
    )}
    ${section(
      context,
      "on_duty_title",
      screen.on_duty.map(
        ({ name, present }) => html`<li>
          ${name}${present ? "" : html`<small>${words.say("on_duty_away")}</small>`}
        </li>`,
      ),
    )}
  </div>`;
}

function section(
  context: RenderContext,
  title: WordKey,
  entries: TemplateResult[],
): TemplateResult {
  return html`<section>
    <h2>${context.words.say(title)}</h2>
    ${
      entries.length
        ? html`<ul>
          ${entries}
        </ul>`
        : html`<p class="quiet">${context.words.say("none_now")}</p>`
    }
  </section>`;
}

/** What is certain of a visit that was ended, and what is not yet. */
function renderUnconfirmed(unconfirmed: readonly Unconfirmed[]): TemplateResult {
  return html`<section class="v-unconfirmed" role="alert">
    ${unconfirmed.map(({ text }) => html`<p>${text}</p>`)}
  </section>`;
}

function renderCalls(calls: HelpCall[], context: RenderContext): TemplateResult {
  const { words, clock } = context;
  // The region stands there empty as well, so that a call is read out when it comes.
  return html`<section class="v-calls" role="status">
    ${calls.length ? html`<h2>${words.say("calls_title")}</h2>` : ""}
    <ul>
      ${calls.map(
        (call) => html`<li>
          <strong>${call.name}</strong>
          <small>${lastedFor(words, "calling_for", clock.since(call.since_at))}</small>
          <button
            type="button"
            class="button"
            @click=${() => void context.intend("answer_call", { device: call.device })}
          >
            ${words.say("answer_call")}
          </button>
        </li>`,
      )}
    </ul>
  </section>`;
}

function renderSoon(booking: SoonBooking, { words, clock }: RenderContext): TemplateResult {
  const until = clock.until(booking.starts_at);
  return html`<li>
    <strong>${booking.visitor} · ${booking.inmate}</strong>
    <span>
      ${whenItBegins(until, words)}
      · ${booking.kind_text} · ${booking.place}
    </span>
    <small>${words.say("nobody_yet")}</small>
  </li>`;
}

function whenItBegins(until: number, words: Words): string {
  const minutesAgo = minutesSince(-until);
  if (minutesAgo > 0) return words.count("began_minutes_ago", minutesAgo);
  if (inMinutesOrSeconds(until).unit === "seconds") return words.say("begins_now");
  return countdown(words, "begins_in", until);
}
