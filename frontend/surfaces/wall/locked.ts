// A locked wall: its pictures stay, and what stops people works with one press, without a password.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { repeat } from "lit/directives/repeat.js";

import { LockPanel } from "../../lock/panel";
import type { Side, Tile, WallScreen } from "../../call/protocol";
import { focusSoon } from "../shared/focus";
import { icon } from "../shared/icons";
import type { IconName } from "../shared/icons";
import { properties } from "../shared/properties";
import type { RenderContext } from "../shared/surface";
import { DENSE_BELOW_PX, GAP_PX, LOCKED_FOOT_PX, fitTiles } from "./grid";
import { renderTerminating } from "./terminating";
import { renderTile } from "./tile";
import type { TerminationChoice, WallState } from "./wall_state";
import type { Watcher } from "./watcher";

const SIDES: readonly Side[] = ["visitor", "inmate"];

export function isLocked({ lock }: WallScreen): boolean {
  return lock === "idle" || lock === "age";
}

/** Shows the lock, or the question before it, as the screen says. */
export function showLock(panel: LockPanel, { lock, tiles }: WallScreen): void {
  if (lock === "idle" || lock === "age")
    return panel.lock({ isOld: lock === "age", isBeside: tiles.length > 0 });
  panel.unlock();
  panel.ask(lock === "soon");
}

export function renderLocked(
  screen: WallScreen,
  shown: readonly Tile[],
  frame: Element | null,
  watcher: Watcher,
  wall: WallState,
  context: RenderContext,
  end: (choice: TerminationChoice) => void,
): TemplateResult {
  const { terminating } = wall;
  return html`<main class="v-wall v-wall--locked ${terminating ? "v-wall--asking" : ""}">
    <header class="v-wall__head">
      <h1 tabindex="-1">${context.strings.say("wall_title")}</h1>
      <p role="status">${context.strings.count("live_visits", screen.tiles.length)}</p>
    </header>
    <div class="v-wall__main">${renderTiles(shown, frame, watcher, wall, context)}</div>
    ${
      terminating
        ? html`<aside class="v-wall__side">
            ${renderTerminating(terminating, screen, wall, context, end)}
          </aside>`
        : nothing
    }
  </main>`;
}

function renderTiles(
  tiles: readonly Tile[],
  frame: Element | null,
  watcher: Watcher,
  wall: WallState,
  context: RenderContext,
): TemplateResult {
  const width = frame?.clientWidth ?? 1000;
  const fit = fitTiles(tiles.length, width, frame?.clientHeight ?? 600, LOCKED_FOOT_PX);
  return html`<ul
    class=${classMap({ "v-grid": true, "v-grid--dense": fit.tile < DENSE_BELOW_PX })}
    ${properties({
      "--columns": String(fit.columns),
      "--tile": `${fit.tile}px`,
      "--gap": `${GAP_PX}px`,
    })}
  >
    ${repeat(
      tiles,
      ({ visit }) => visit,
      (tile) =>
        renderTile(tile, watcher.of(tile.visit), context, {
          hasFocusStop: false,
          open: () => undefined,
          focused: () => undefined,
          whileLocked: renderPresses(tile, wall, context),
        }),
    )}
  </ul>`;
}

function renderPresses(tile: Tile, wall: WallState, context: RenderContext): TemplateResult {
  const { strings } = context;
  const { visit } = tile;
  const heard = SIDES.filter((side) => !tile.muted.includes(side));
  return html`<div class="v-presses" role="group" aria-label=${strings.say("locked_presses_of", { names: tile.names })}>
    ${renderPress("pause", strings.say("pause_visit"), tile.paused !== null, () => {
      void context.intend("pause", { visit });
    })}
    ${renderPress("microphoneOff", strings.say("sound_off"), heard.length === 0, () => {
      for (const side of heard) void context.intend("mute", { visit, side });
    })}
    ${renderPress("leave", strings.say("terminate_visit"), false, () => {
      wall.startTerminating(tile);
      context.rerender();
      focusSoon("#terminate-title");
    })}
  </div>`;
}

function renderPress(
  name: IconName,
  word: string,
  isDisabled: boolean,
  act: () => void,
): TemplateResult {
  return html`<button
    type="button"
    class="v-press ${name === "leave" ? "v-press--end" : ""}"
    ?disabled=${isDisabled}
    @click=${act}
  >
    ${icon(name)}<span>${word}</span>
  </button>`;
}

/** After unlocking: asks who pressed what was pressed meanwhile. */
export function renderPressed(
  { pressed }: WallScreen,
  context: RenderContext,
): TemplateResult | typeof nothing {
  if (!pressed.length) return nothing;
  const { strings } = context;
  return html`<section class="v-pressed" aria-labelledby="pressed-title">
    <h2 id="pressed-title" tabindex="-1">${strings.say("pressed_title")}</h2>
    ${repeat(
      pressed,
      ({ press }) => press,
      ({ press, text }) => html`<form
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          const presser = new FormData(event.target as HTMLFormElement).get("presser");
          if (typeof presser === "string" && presser.trim())
            void context.intend("say_who_pressed", { press, presser: presser.trim() });
        }}
      >
        <p>${text}</p>
        <button
          type="button"
          class="button button-main"
          ?disabled=${context.isBusy("say_who_pressed")}
          @click=${() => void context.intend("say_who_pressed", { press, presser: "" })}
        >
          ${strings.say("pressed_self")}
        </button>
        <label for="presser-${press}">${strings.say("pressed_other")}</label>
        <input id="presser-${press}" name="presser" maxlength="120" autocomplete="off" />
        <button class="button" ?disabled=${context.isBusy("say_who_pressed")}>
          ${strings.say("pressed_save")}
        </button>
      </form>`,
    )}
  </section>`;
}
