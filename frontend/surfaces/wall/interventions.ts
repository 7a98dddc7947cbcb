// What an officer can do in a visit with one click or one key, except terminate it.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { IntentName, Side, Tile, UiStringKey } from "../../call/protocol";
import { focusSoon } from "../shared/focus";
import { icon } from "../shared/icons";
import type { IconName } from "../shared/icons";
import type { RenderContext } from "../shared/surface";
import type { WallState } from "./wall_state";

const MORE_MINUTES = 5;

interface Action {
  key: string;
  word: UiStringKey;
  icon: IconName;
  intent?: IntentName;
  isOn?: boolean;
  act: () => void;
}

/** Returns the actions in the order of their buttons; a key does the same as a click. */
function actionsFor(tile: Tile, wall: WallState, context: RenderContext): Action[] {
  const { visit } = tile;
  const isMuted = (side: Side): boolean => tile.muted.includes(side);
  const sound = (side: Side, key: string): Action => ({
    key,
    word: isMuted(side) ? `unmute_${side}` : `mute_${side}`,
    icon: isMuted(side) ? "microphoneOff" : "microphone",
    intent: isMuted(side) ? "unmute" : "mute",
    isOn: isMuted(side),
    act: () => void context.intend(isMuted(side) ? "unmute" : "mute", { visit, side }),
  });
  return [
    { key: "M", word: "message_them", icon: "message", act: () => wall.show("message", tile) },
    { key: "W", word: "warn_them", icon: "warning", act: () => wall.show("warn", tile) },
    sound("visitor", "V"),
    sound("inmate", "I"),
    {
      key: "P",
      word: tile.paused ? "resume_visit" : "pause_visit",
      icon: tile.paused ? "play" : "pause",
      intent: tile.paused ? "resume" : "pause",
      isOn: tile.paused !== null,
      act: () => void context.intend(tile.paused ? "resume" : "pause", { visit }),
    },
    {
      key: "E",
      word: "extend_visit",
      icon: "more",
      intent: "extend",
      act: () =>
        void context.intend("extend", { visit, minutes: MORE_MINUTES, ends_at: tile.ends_at }),
    },
    {
      key: "S",
      word: wall.speaker.speaksIn(visit) ? "stop_speaking" : "speak_to_them",
      icon: "voice",
      isOn: wall.speaker.speaksIn(visit),
      act: () => wall.speaker.press(tile),
    },
    { key: "H", word: "hand_over", icon: "hand", act: () => wall.show("hand_over", tile) },
  ];
}

export function renderInterventions(
  tile: Tile,
  wall: WallState,
  context: RenderContext,
): TemplateResult {
  const { strings } = context;
  return html`<div class="v-interventions" role="group" aria-label=${strings.say("interventions")}>
    ${actionsFor(tile, wall, context).map(
      ({ key, word, icon: name, intent, isOn, act }) => html`<button
        type="button"
        class="v-intervention ${isOn ? "v-intervention--on" : ""}"
        data-intervention=${word}
        ?disabled=${intent ? context.isBusy(intent) : false}
        @click=${() => {
          act();
          context.rerender();
        }}
      >
        ${icon(name)}<span>${strings.say(word)}</span><kbd aria-hidden="true">${key}</kbd>
      </button>`,
    )}
    <button
      type="button"
      class="v-intervention v-intervention--end"
      data-intervention="terminate_visit"
      @click=${() => {
        wall.startTerminating(tile);
        context.rerender();
        focusSoon("#terminate-title");
      }}
    >
      ${icon("leave")}<span>${strings.say("terminate_visit")}</span><kbd aria-hidden="true">T</kbd>
    </button>
  </div>`;
}

/** Returns true if the key was one of these. An action that opens a panel opens the visit first. */
export function typeIntervention(
  key: string,
  tile: Tile | null,
  wall: WallState,
  context: RenderContext,
): boolean {
  if (!tile || key.length !== 1) return false;
  const action = actionsFor(tile, wall, context).find((one) => one.key === key.toUpperCase());
  if (!action) return false;
  if (!action.intent && !tile.opened) void context.intend("open", { visit: tile.visit });
  if (!action.intent || !context.isBusy(action.intent)) action.act();
  return true;
}

/** Signs of what is special in this visit now, for tiles and for the opened visit. */
export function renderSigns(tile: Tile, { strings }: RenderContext): TemplateResult {
  return html`${tile.paused ? sign("pause", tile.paused) : nothing}
  ${
    tile.muted.length
      ? sign(
          "microphoneOff",
          strings.say("muted_side", {
            side: tile.muted
              .map((side) => (side === "inmate" ? tile.inmate : tile.visitor))
              .join(", "),
          }),
        )
      : nothing
  }
  ${tile.is_make_up ? sign("again", strings.say("make_up")) : nothing}
  ${tile.writes ? sign("write", strings.say("they_write")) : nothing}
  ${tile.spoken_by ? sign("voice", strings.say("spoken_by", { name: tile.spoken_by })) : nothing}
  ${tile.warnings ? sign("warning", strings.count("warnings", tile.warnings), String(tile.warnings)) : nothing}
  ${tile.went_unwatched ? sign("eye", strings.say("went_unwatched")) : nothing}`;
}

function sign(name: IconName, text: string, short = ""): TemplateResult {
  return html`<span class="v-sign" title=${text}
    >${icon(name)}<span class="v-tile__full">${text}</span
    >${short ? html`<span class="v-tile__short" aria-hidden="true">${short}</span>` : nothing}</span
  >`;
}
