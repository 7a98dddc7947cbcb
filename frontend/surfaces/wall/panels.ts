// The questions before an action: a message and its addressee, the ground of a warning, the officer
// who gets the visit. One click, or one number, answers.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { LONGEST_MESSAGE } from "../../call/protocol";
import type { Side, Tile, WallScreen } from "../../call/protocol";
import type { UiStrings } from "../../call/ui_strings";
import { focusSoon } from "../shared/focus";
import type { RenderContext } from "../shared/surface";
import { wordFor } from "./sides";
import type { WallState, Panel } from "./wall_state";
import { chosenBy, renderKey, groundsOf } from "./grounds";

interface Choice {
  code: string;
  text: string;
}

export function renderPanel(
  panel: Panel,
  tile: Tile,
  screen: WallScreen,
  wall: WallState,
  context: RenderContext,
): TemplateResult {
  const { strings } = context;
  return html`<section class="v-panel" aria-labelledby="panel-title">
    <h2 id="panel-title" tabindex="-1">${strings.say(`${panel.kind}_title`)}</h2>
    ${panel.kind === "hand_over" ? nothing : renderSides(panel, tile, context)}
    ${renderChoices(panel, tile, screen, wall, context)}
    ${panel.kind === "message" ? renderOwnWords(panel, wall, context) : nothing}
    <button
      type="button"
      class="button button-quiet"
      @click=${() => {
        wall.stepBack();
        context.rerender();
      }}
    >
      ${strings.say("panel_cancel")} <kbd aria-hidden="true">Esc</kbd>
    </button>
  </section>`;
}

interface Addressee {
  sides: Side[];
  person: string;
  name: string;
}

/** Returns the possible addressees: both sides, one of them, or one of several visitors. */
function addressees({ visitor, visitors, inmate }: Tile, strings: UiStrings): Addressee[] {
  const areSeveral = visitors.length > 1;
  return [
    { sides: ["visitor", "inmate"], person: "", name: strings.say("both") },
    { sides: ["visitor"], person: "", name: areSeveral ? strings.say("all_visitors") : visitor },
    ...(areSeveral
      ? visitors.map(({ person, name }): Addressee => ({ sides: ["visitor"], person, name }))
      : []),
    { sides: ["inmate"], person: "", name: inmate },
  ];
}

function renderSides(
  panel: Panel,
  tile: Tile,
  { strings, rerender }: RenderContext,
): TemplateResult {
  return html`<div class="v-to" role="group" aria-label=${strings.say("panel_to")}>
    <span aria-hidden="true">${strings.say("panel_to")}</span>
    ${addressees(tile, strings).map(
      ({ sides, person, name }) => html`<button
        type="button"
        data-to=${person || wordFor(sides)}
        aria-pressed=${isAddressed(panel, sides, person) ? "true" : "false"}
        @click=${() => {
          Object.assign(panel, { sides, person });
          rerender();
        }}
      >
        ${person ? nothing : html`<kbd aria-hidden="true">${wordFor(sides)[0]?.toUpperCase()}</kbd>`} ${name}
      </button>`,
    )}
  </div>`;
}

function isAddressed(panel: Panel, sides: readonly Side[], person: string): boolean {
  return wordFor(panel.sides) === wordFor(sides) && panel.person === person;
}

/** Addresses the side that begins with this letter; pressed again, the next of several visitors. */
function addressBy(key: string, panel: Panel, tile: Tile, strings: UiStrings): boolean {
  const theirs = addressees(tile, strings).filter(({ sides }) =>
    wordFor(sides).startsWith(key.toLowerCase()),
  );
  const at = theirs.findIndex(({ sides, person }) => isAddressed(panel, sides, person));
  const next = theirs[(at + 1) % theirs.length];
  if (next) Object.assign(panel, { sides: next.sides, person: next.person });
  return next !== undefined;
}

function renderChoices(
  panel: Panel,
  tile: Tile,
  screen: WallScreen,
  wall: WallState,
  context: RenderContext,
): TemplateResult {
  const choices = choicesOf(panel, screen, tile);
  if (!choices.length) return html`<p>${context.strings.say("nobody_else_on_duty")}</p>`;
  return html`<ol class="v-choices">
    ${choices.map(
      (choice, index) => html`<li>
        <button
          type="button"
          class="v-choice"
          data-choice=${choice.code}
          ?disabled=${context.isBusy(panel.kind)}
          @click=${() => void wall.choose(context, choice.code, tile)}
        >
          ${renderKey(index)} <span>${choice.text}</span>
        </button>
      </li>`,
    )}
  </ol>`;
}

function choicesOf(panel: Panel, screen: WallScreen, tile: Tile): readonly Choice[] {
  if (panel.kind === "message") return screen.messages;
  if (panel.kind === "warn") return groundsOf(tile, screen);
  return screen.on_duty
    .filter(({ officer }) => officer !== screen.officer && officer !== tile.assigned_officer_ref)
    .map(({ officer, name }) => ({ code: officer, text: name }));
}

function renderOwnWords(panel: Panel, wall: WallState, context: RenderContext): TemplateResult {
  const { strings } = context;
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    void wall.sendOwnWords(context);
  };
  return html`<form class="v-own-words" @submit=${send}>
    <label for="own-words">${strings.say("own_words")}</label>
    <textarea
      id="own-words"
      rows="2"
      maxlength=${LONGEST_MESSAGE}
      .value=${panel.text}
      @input=${(event: Event) => (panel.text = (event.target as HTMLTextAreaElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Enter" && !event.shiftKey) {
          event.preventDefault();
          void wall.sendOwnWords(context);
        }
      }}
    ></textarea>
    <button class="button button-main" ?disabled=${context.isBusy("message")}>
      ${strings.say("message_send")}
    </button>
  </form>`;
}

/** Number keys choose, first letters address (V again: the next visitor alone). Returns true if
 * the key was one of them. */
export function typeInPanel(
  key: string,
  screen: WallScreen,
  wall: WallState,
  context: RenderContext,
): boolean {
  const { panel } = wall;
  const tile = screen.tiles.find(({ visit }) => visit === panel?.visit);
  if (!panel || !tile || key.length !== 1) return false;
  const choice = chosenBy(key, choicesOf(panel, screen, tile));
  if (choice) {
    void wall.choose(context, choice.code, tile);
    return true;
  }
  if (panel.kind === "hand_over" || !addressBy(key, panel, tile, context.strings)) return false;
  focusSoon("#panel-title");
  return true;
}
