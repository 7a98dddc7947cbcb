// Parts that several screens share.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { facilityTime } from "../../call/facility_clock";
import type { FacilityClock, Language, Refusal, Rule, UiStringKey } from "../../call/protocol";
import { icon, mark, ruleIcon } from "./icons";
import type { BareIntent } from "./intents";
import { renderTroubles } from "./own_troubles";
import type { CallContext } from "./person";
import type { RenderContext } from "./surface";

export function title(text: string): TemplateResult {
  return html`<h1 tabindex="-1" class="v-title">${text}</h1>`;
}

/** The header of a kiosk's screens: place, time and languages. */
export function kioskHeader(
  context: RenderContext,
  screen: { facility?: string; clock?: FacilityClock; languages?: Language[] },
  place?: string,
): TemplateResult {
  return html`<header class="v-header">
    <p class="v-header__place">
      ${mark()}<span>${screen.facility}${place ? html`<small>${place}</small>` : nothing}</span>
    </p>
    ${screen.clock ? html`<p class="v-header__clock" translate="no">${timeHere(context, screen.clock)}</p>` : nothing}
    ${screen.languages ? languages(context, screen.languages) : nothing}
  </header>`;
}

/** The facility's time; surfaces are rendered once a second. */
export function timeHere({ strings, clock }: RenderContext, here: FacilityClock): string {
  return facilityTime(strings, here, clock.now());
}

export function languages(context: RenderContext, offered: Language[]): TemplateResult {
  return html`<div class="v-languages" translate="no" role="group" aria-label=${context.strings.say("language")}>
    ${offered.map(
      ({ code, name, current }) => html`<button
        type="button"
        lang=${code}
        aria-pressed=${current ? "true" : "false"}
        @click=${() => void context.intend("set_language", { lang: code })}
      >
        ${name}
      </button>`,
    )}
  </div>`;
}

export function refusalBox(refusal: Refusal | null): TemplateResult {
  return alertRegion(
    refusal
      ? html`<p><strong>${refusal.title}</strong></p>
          <p>${refusal.text}</p>`
      : nothing,
  );
}

/** A region that exists when it is empty too, so that screen readers read out new content. */
export function alertRegion(content: TemplateResult | typeof nothing): TemplateResult {
  return html`<div role="alert">
    ${content === nothing ? nothing : html`<div class="v-alert">${content}</div>`}
  </div>`;
}

export function rulesList(rules: Rule[], consequences: string): TemplateResult {
  return html`<ul class="v-rules">
      ${rules.map(({ code, text }) => html`<li>${ruleIcon(code)}<span>${text}</span></li>`)}
    </ul>
    <p class="v-rules__consequences">${consequences}</p>`;
}

/** A button that sends one intent. */
export function intentButton(
  context: RenderContext,
  intent: BareIntent,
  word: UiStringKey,
  { kind = "main" }: { kind?: "main" | "quiet" | "end" } = {},
): TemplateResult {
  return html`<button
    type="button"
    class="button button-${kind}"
    ?disabled=${context.isBusy(intent)}
    @click=${() => void context.intend(intent)}
  >
    ${context.strings.say(word)}
  </button>`;
}

/** The own video with the sound bar, and what is wrong with camera or microphone. */
export function ownCheck(context: CallContext): TemplateResult {
  const { troubles } = context.call;
  const isEmpty = troubles.length > 0 && !context.call.hasCamera;
  return html`<section class="v-own">
    ${renderTroubles(context)} ${isEmpty ? nothing : mirror(context)}
    ${troubles.some(({ device }) => device !== "camera") ? nothing : soundBar(context)}
    ${signing(context)}
  </section>`;
}

function signing({ call, strings, rerender }: CallContext): TemplateResult {
  const choose = (event: Event): void => {
    call.sign((event.currentTarget as HTMLInputElement).checked);
    rerender();
  };
  return html`<label class="v-signs">
    <input type="checkbox" name="signs" .checked=${call.isSigning} @change=${choose} />
    <span><strong>${strings.say("signs")}</strong> ${strings.say("signs_text")}</span>
  </label>`;
}

function mirror({ call, strings }: CallContext): TemplateResult {
  const isStarting = !call.isReady && call.troubles.length === 0;
  return html`<div class="v-mirror__frame">
    ${call.own.element}
    ${
      isStarting
        ? html`<p class="v-mirror__wait" role="status">
          <strong>${strings.say("camera_starting")}</strong>
          <span>${strings.say("camera_starting_text")}</span>
        </p>`
        : nothing
    }
  </div>`;
}

function soundBar({ call, strings }: CallContext): TemplateResult | typeof nothing {
  if (!call.showsLevel) return nothing;
  return html`<div class="v-sound">
    <p class="v-sound__name">${icon("microphone")} ${strings.say("sound_bar")}</p>
    <div class="v-sound__bar" data-level aria-hidden="true"><i></i></div>
    <p class="v-sound__text">${strings.say("sound_bar_text")}</p>
  </div>`;
}

/**
 * The button "Begin visit", disabled until a device and the offer are ready. With one device alone
 * it says so.
 */
export function beginButton(
  context: CallContext,
  { mayBegin = true }: { mayBegin?: boolean } = {},
): TemplateResult {
  const { missing } = context.call;
  return html`<button
    type="button"
    class="button button-main button-begin"
    ?disabled=${!mayBegin || !context.call.isReady || context.isBusy("begin")}
    @click=${() => context.begin()}
  >
    ${context.strings.say(missing ? `begin_without_${missing}` : "begin_visit")}
  </button>`;
}
