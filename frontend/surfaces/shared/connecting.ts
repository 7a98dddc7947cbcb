// What a surface shows while the server's own screen is not there.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { countdown } from "../../call/durations";
import type { UiStrings } from "../../call/ui_strings";
import { title } from "./parts";

const LATE_AFTER_MS = 4000;

export function renderConnecting(strings: UiStrings, lostFor: number): TemplateResult {
  const late = lostFor > LATE_AFTER_MS;
  return html`<main class="v-page v-page--message">
    ${title(strings.say(late ? "offline_title" : "connecting"))}
    <p class="v-lead">${strings.say(late ? "offline_text" : "connecting_text")}</p>
  </main>`;
}

/** A line over the screen. Its place is always there, so that screen readers read what comes. */
export function renderLine(of: "connection" | "refusal", sentence: string | null): TemplateResult {
  return html`<div class="v-${of}" role=${of === "connection" ? "status" : "alert"}>
    ${sentence ? html`<p>${sentence}</p>` : nothing}
  </div>`;
}

/** Another window has taken the place of this one. */
export function renderTaken(strings: UiStrings, takeOver: () => void): TemplateResult {
  return html`<main class="v-page v-page--message">
    ${title(strings.say("superseded_title"))}
    <p class="v-lead">${strings.say("superseded_text")}</p>
    <button type="button" class="button" @click=${takeOver}>${strings.say("take_over")}</button>
  </main>`;
}

/** The page was cut off, and connects again after `left` milliseconds. */
export function renderCutOff(strings: UiStrings, left: number): TemplateResult {
  return html`<main class="v-page v-page--message">
    ${title(strings.say("cut_off_title"))}
    <p class="v-lead">${strings.say("cut_off_text")}</p>
    <p>${countdown(strings, "goes_on_in", left)}</p>
  </main>`;
}
