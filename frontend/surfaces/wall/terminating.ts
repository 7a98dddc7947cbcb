// "Terminate visit": the ground, then whose conduct it was, which ends it. A note can follow.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Unconfirmed, WallScreen } from "../../call/protocol";
import { focusSoon } from "../shared/focus";
import type { RenderContext } from "../shared/surface";
import type { WallState, Terminating, TerminationChoice } from "./wall_state";
import { chosenBy, renderKey, groundsOf } from "./grounds";
import { renderOffenders, typeOffender } from "./offenders";
import { ONE_OR_BOTH, wordFor } from "./sides";
import { STILL_SIDES } from "./stills";

export function renderTerminating(
  terminating: Terminating,
  screen: WallScreen,
  wall: WallState,
  context: RenderContext,
  end: (choice: TerminationChoice) => void,
): TemplateResult {
  return html`<section class="v-terminate" aria-labelledby="terminate-title">
    ${
      terminating.ground
        ? renderWhose(terminating, context, end)
        : renderGrounds(screen, terminating, context)
    }
    <button
      type="button"
      class="button button-quiet"
      @click=${() => {
        wall.stepBack();
        context.rerender();
      }}
    >
      ${context.strings.say(terminating.ground ? "terminate_back" : "terminate_cancel")} <kbd>Esc</kbd>
    </button>
  </section>`;
}

function renderGrounds(
  screen: WallScreen,
  terminating: Terminating,
  context: RenderContext,
): TemplateResult {
  return html`<h2 id="terminate-title" tabindex="-1">${context.strings.say("terminate_ground")}</h2>
    <ol class="v-choices">
      ${groundsOf(terminating, screen).map(
        (ground, index) => html`<li>
          <button
            type="button"
            class="v-choice"
            data-ground=${ground.code}
            @click=${() => {
              terminating.ground = ground;
              context.rerender();
              focusSoon("#terminate-title");
            }}
          >
            ${renderKey(index)} <span>${ground.text}</span>
          </button>
        </li>`,
      )}
    </ol>`;
}

function renderWhose(
  terminating: Terminating,
  context: RenderContext,
  end: (choice: TerminationChoice) => void,
): TemplateResult {
  const { strings } = context;
  const areSeveral = terminating.adults.length > 1;
  return html`<h2 id="terminate-title" tabindex="-1">
      ${strings.say(areSeveral ? "terminate_offenders" : "terminate_conduct")}
    </h2>
    <p class="v-terminate__ground">${terminating.ground?.text}</p>
    ${areSeveral ? renderOffenders(terminating, context, end) : renderConduct(terminating, context, end)}`;
}

function renderConduct(
  terminating: Terminating,
  context: RenderContext,
  end: (choice: TerminationChoice) => void,
): TemplateResult {
  const { strings } = context;
  const names = {
    visitor: terminating.visitor,
    inmate: terminating.inmate,
    both: `${terminating.visitor} · ${terminating.inmate}`,
  };
  return html`<div class="v-choices v-choices--conduct">
      ${ONE_OR_BOTH.map(
        (conduct) => html`<button
          type="button"
          class="v-choice v-choice--end"
          data-conduct=${wordFor(conduct)}
          ?disabled=${context.isBusy("terminate")}
          @click=${() => end({ conduct, persons: [] })}
        >
          <kbd aria-hidden="true">${wordFor(conduct)[0]?.toUpperCase()}</kbd>
          <span>${strings.say(wordFor(conduct))}<small>${names[wordFor(conduct)]}</small></span>
        </button>`,
      )}
    </div>
    <p class="v-terminate__hint">${strings.say("terminate_at_once")}</p>`;
}

export function renderNote(
  over: Terminating,
  unconfirmed: readonly Unconfirmed[],
  wall: WallState,
  context: RenderContext,
): TemplateResult {
  const { strings } = context;
  const { visitor, inmate, names } = over;
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    const note = new FormData(event.target as HTMLFormElement).get("note");
    void wall.saveNote(context, typeof note === "string" ? note : "");
  };
  return html`<form class="v-note" @submit=${save}>
    <h2 id="note-title" tabindex="-1">${strings.say("terminated_title")}</h2>
    <p>${names}: ${over.ground?.text ?? ""}</p>
    ${unconfirmed.map(({ text }) => html`<p class="v-alert" role="alert">${text}</p>`)}
    <div role="status">
      ${STILL_SIDES.map((side) => {
        const state = wall.stills.get(side);
        const name = side === "visitor" ? visitor : inmate;
        return state
          ? html`<p class="v-still">${strings.say(`still_${state}`, { name })}</p>`
          : nothing;
      })}
    </div>
    <label for="note">${strings.say("note")}</label>
    <p id="note-hint" class="quiet">${strings.say("note_hint")}</p>
    <textarea id="note" name="note" rows="4" required aria-describedby="note-hint"></textarea>
    <div class="v-actions">
      <button class="button button-main" ?disabled=${context.isBusy("note")}>
        ${strings.say("note_save")}
      </button>
      <button
        type="button"
        class="button button-quiet"
        @click=${() => {
          wall.noteFor = null;
          context.rerender();
        }}
      >
        ${strings.say("note_skip")}
      </button>
    </div>
  </form>`;
}

/** Number keys choose the ground, first letters the conduct. Returns true if it was such a key. */
export function typeTermination(
  key: string,
  screen: WallScreen,
  wall: WallState,
  end: (choice: TerminationChoice) => void,
): boolean {
  const { terminating } = wall;
  if (!terminating) return false;
  if (!terminating.ground) {
    const ground = chosenBy(key, groundsOf(terminating, screen));
    if (!ground) return false;
    terminating.ground = ground;
    focusSoon("#terminate-title");
    return true;
  }
  if (key.length !== 1) return false;
  if (terminating.adults.length > 1) return typeOffender(key, terminating, end);
  const conduct = ONE_OR_BOTH.find((sides) => wordFor(sides).startsWith(key.toLowerCase()));
  if (conduct) end({ conduct, persons: [] });
  return conduct !== undefined;
}
