// "Terminate visit": the ground, then whose conduct it was, and it is over. The note can follow.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Sides, Unconfirmed, WallScreen } from "../../call/protocol";
import { focusSoon } from "../shared/focus";
import type { Scene } from "../shared/surface";
import type { Desk, Terminating, Verdict } from "./desk";
import { chosenBy, drawKey, groundsOf } from "./grounds";
import { drawOffenders, typeOffender } from "./offenders";
import { STILL_SIDES } from "./stills";

const CONDUCTS: readonly Sides[] = ["visitor", "inmate", "both"];

export function drawTerminating(
  terminating: Terminating,
  screen: WallScreen,
  desk: Desk,
  scene: Scene,
  end: (verdict: Verdict) => void,
): TemplateResult {
  return html`<section class="v-terminate" aria-labelledby="terminate-title">
    ${
      terminating.ground
        ? drawWhose(terminating, scene, end)
        : drawGrounds(screen, terminating, scene)
    }
    <button
      type="button"
      class="button button-quiet"
      @click=${() => {
        desk.stepBack();
        scene.redraw();
      }}
    >
      ${scene.words.say(terminating.ground ? "terminate_back" : "terminate_cancel")} <kbd>Esc</kbd>
    </button>
  </section>`;
}

function drawGrounds(screen: WallScreen, terminating: Terminating, scene: Scene): TemplateResult {
  return html`<h2 id="terminate-title" tabindex="-1">${scene.words.say("terminate_ground")}</h2>
    <ol class="v-choices">
      ${groundsOf(terminating, screen).map(
        (ground, index) => html`<li>
          <button
            type="button"
            class="v-choice"
            data-ground=${ground.code}
            @click=${() => {
              terminating.ground = ground;
              scene.redraw();
              focusSoon("#terminate-title");
            }}
          >
            ${drawKey(index)} <span>${ground.text}</span>
          </button>
        </li>`,
      )}
    </ol>`;
}

function drawWhose(
  terminating: Terminating,
  scene: Scene,
  end: (verdict: Verdict) => void,
): TemplateResult {
  const { words } = scene;
  const areSeveral = terminating.adults.length > 1;
  return html`<h2 id="terminate-title" tabindex="-1">
      ${words.say(areSeveral ? "terminate_offenders" : "terminate_conduct")}
    </h2>
    <p class="v-terminate__ground">${terminating.ground?.text}</p>
    ${areSeveral ? drawOffenders(terminating, scene, end) : drawConduct(terminating, scene, end)}`;
}

function drawConduct(
  terminating: Terminating,
  scene: Scene,
  end: (verdict: Verdict) => void,
): TemplateResult {
  const { words } = scene;
  const names = {
    visitor: terminating.visitor,
    inmate: terminating.inmate,
    both: `${terminating.visitor} · ${terminating.inmate}`,
  };
  return html`<div class="v-choices v-choices--conduct">
      ${CONDUCTS.map(
        (conduct) => html`<button
          type="button"
          class="v-choice v-choice--end"
          data-conduct=${conduct}
          ?disabled=${scene.isBusy("terminate")}
          @click=${() => end({ conduct, persons: [] })}
        >
          <kbd aria-hidden="true">${conduct[0]?.toUpperCase()}</kbd>
          <span>${words.say(conduct)}<small>${names[conduct]}</small></span>
        </button>`,
      )}
    </div>
    <p class="v-terminate__hint">${words.say("terminate_at_once")}</p>`;
}

export function drawNote(
  over: Terminating,
  unconfirmed: readonly Unconfirmed[],
  desk: Desk,
  scene: Scene,
): TemplateResult {
  const { words } = scene;
  const { visitor, inmate, names } = over;
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    const note = new FormData(event.target as HTMLFormElement).get("note");
    void desk.saveNote(scene, typeof note === "string" ? note : "");
  };
  return html`<form class="v-note" @submit=${save}>
    <h2 id="note-title" tabindex="-1">${words.say("terminated_title")}</h2>
    <p>${names}: ${over.ground?.text ?? ""}</p>
    ${unconfirmed.map(({ text }) => html`<p class="v-told" role="alert">${text}</p>`)}
    <div role="status">
      ${STILL_SIDES.map((side) => {
        const state = desk.stills.get(side);
        const name = side === "visitor" ? visitor : inmate;
        return state
          ? html`<p class="v-still">${words.say(`still_${state}`, { name })}</p>`
          : nothing;
      })}
    </div>
    <label for="note">${words.say("note")}</label>
    <p id="note-hint" class="quiet">${words.say("note_hint")}</p>
    <textarea id="note" name="note" rows="4" required aria-describedby="note-hint"></textarea>
    <div class="v-actions">
      <button class="button button-main" ?disabled=${scene.isBusy("note")}>
        ${words.say("note_save")}
      </button>
      <button
        type="button"
        class="button button-quiet"
        @click=${() => {
          desk.noteFor = null;
          scene.redraw();
        }}
      >
        ${words.say("note_skip")}
      </button>
    </div>
  </form>`;
}

/** Number keys choose the ground, first letters the conduct. True when the key was one of them. */
export function typeTermination(
  key: string,
  screen: WallScreen,
  desk: Desk,
  end: (verdict: Verdict) => void,
): boolean {
  const { terminating } = desk;
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
  const conduct = CONDUCTS.find((name) => name.startsWith(key.toLowerCase()));
  if (conduct) end({ conduct, persons: [] });
  return conduct !== undefined;
}
