// The right column: calls for help, waiting people, coming visits, visits not held, other officers.
import { html } from "lit";
import type { TemplateResult } from "lit";

import { countdown, inMinutesOrSeconds, lastedFor, minutesSince } from "../../call/durations";
import type {
  HelpCall,
  SoonBooking,
  Unconfirmed,
  WallScreen,
  UiStringKey,
} from "../../call/protocol";
import type { UiStrings } from "../../call/ui_strings";
import type { RenderContext } from "../shared/surface";

export function renderColumn(screen: WallScreen, context: RenderContext): TemplateResult {
  const { strings, clock } = context;
  return html`<div class="v-column">
    ${renderUnconfirmed(screen.unconfirmed)}
    ${renderCalls(screen.calls, context)}
    ${section(
      context,
      "waiting_title",
      screen.waiting.map(
        (visit) => html`<li>
          <strong translate="no">${[visit.visitor, visit.inmate].filter(Boolean).join(" · ")}</strong>
          <span>${visit.status_text}</span>
          <small>${lastedFor(strings, "waiting_for", clock.since(visit.since_at))}</small>
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
          <strong translate="no">${booking.visitor} · ${booking.inmate}</strong>
          <span>${booking.status_text}</span>
          <small>
            ${strings.count("began_minutes_ago", minutesSince(clock.since(booking.starts_at)))}
          </small>
        </li>`,
      ),
    )}
    ${section(
      context,
      "on_duty_title",
      screen.on_duty.map(
        ({ name, present }) => html`<li>
          ${name}${present ? "" : html`<small>${strings.say("on_duty_away")}</small>`}
        </li>`,
      ),
    )}
  </div>`;
}

function section(
  context: RenderContext,
  title: UiStringKey,
  entries: TemplateResult[],
): TemplateResult {
  return html`<section>
    <h2>${context.strings.say(title)}</h2>
    ${
      entries.length
        ? html`<ul>
          ${entries}
        </ul>`
        : html`<p class="quiet">${context.strings.say("none_now")}</p>`
    }
  </section>`;
}

/** Says what is certain about an ended visit, and what is not yet. */
function renderUnconfirmed(unconfirmed: readonly Unconfirmed[]): TemplateResult {
  return html`<section class="v-unconfirmed" role="alert">
    ${unconfirmed.map(({ text }) => html`<p>${text}</p>`)}
  </section>`;
}

function renderCalls(calls: HelpCall[], context: RenderContext): TemplateResult {
  const { strings, clock } = context;
  // The region exists when it is empty too, so that screen readers read out a new call.
  return html`<section class="v-calls" role="status">
    ${calls.length ? html`<h2>${strings.say("calls_title")}</h2>` : ""}
    <ul>
      ${calls.map(
        (call) => html`<li>
          <strong>${call.name}</strong>
          <small>${lastedFor(strings, "calling_for", clock.since(call.since_at))}</small>
          <button
            type="button"
            class="button"
            @click=${() => void context.intend("answer_call", { device: call.device })}
          >
            ${strings.say("answer_call")}
          </button>
        </li>`,
      )}
    </ul>
  </section>`;
}

function renderSoon(booking: SoonBooking, { strings, clock }: RenderContext): TemplateResult {
  const until = clock.until(booking.starts_at);
  return html`<li>
    <strong translate="no">${booking.visitor} · ${booking.inmate}</strong>
    <span>
      ${whenItBegins(until, strings)}
      · ${booking.kind_text} · ${booking.place}
    </span>
    <small>${strings.say("nobody_yet")}</small>
  </li>`;
}

function whenItBegins(until: number, strings: UiStrings): string {
  const minutesAgo = minutesSince(-until);
  if (minutesAgo > 0) return strings.count("began_minutes_ago", minutesAgo);
  if (inMinutesOrSeconds(until).unit === "seconds") return strings.say("begins_now");
  return countdown(strings, "begins_in", until);
}
