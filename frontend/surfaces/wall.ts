// The officer's wall of live visits.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { repeat } from "lit/directives/repeat.js";

import type { BrowserMessage, Tile, Unconfirmed, WallScreen } from "../call/protocol";
import { LockPanel } from "../lock/panel";
import { focusSoon } from "./shared/focus";
import { icon } from "./shared/icons";
import { properties } from "./shared/properties";
import { Surface } from "./shared/surface";
import type { RenderContext } from "./shared/surface";
import { renderColumn } from "./wall/column";
import { WallState } from "./wall/wall_state";
import type { TerminationChoice } from "./wall/wall_state";
import { Filters, renderFilters } from "./wall/filters";
import { DENSE_BELOW_PX, FOOT_PX, GAP_PX, STRIP_FOOT_PX, fitTiles, neighbour } from "./wall/grid";
import { typeIntervention } from "./wall/interventions";
import { isLocked, renderLocked, renderPressed, showLock } from "./wall/locked";
import { renderBeside, renderOpened } from "./wall/opened";
import { typeInPanel } from "./wall/panels";
import { pingDetails } from "./wall/presence";
import { grab } from "./wall/stills";
import { renderNote, typeTermination } from "./wall/terminating";
import { renderTile } from "./wall/tile";
import { Speaker } from "./wall/speaker";
import { Watcher } from "./wall/watcher";

/** Usually a tile has its video after this time. */
const PICTURES_COME_WITHIN_MS = 3000;

type NamedWall = WallScreen & { name: string };

const surface: Surface<NamedWall> = new Surface<NamedWall>({
  path: "/ws/wall/",
  render: renderWall,
  onScreen: (screen) => {
    showLock(lockPanel, screen);
    wall.keepOnlyWhatIsLive(screen);
    watcher.update(screen.tiles);
    speaker.update(screen.tiles);
    reportWatched(screen);
  },
  onMedia: (message) => {
    watcher.receive(message);
    speaker.receive(message);
  },
  onMediaRefused: () => {
    watcher.mediaRefused();
    speaker.mediaRefused();
  },
  onConnectionLost: () => {
    watcher.connectionLost();
    speaker.stop();
  },
  onGivenUp: () => watcher.update([]),
  onRendered: () => {
    watcher.observe();
    watchSize();
  },
  pingDetails: () => pingDetails(surface.root, filters.shown(surface.screen?.tiles ?? []), watcher),
});
const host = {
  relays: surface.relays,
  line: surface.line,
  send: (message: BrowserMessage) => surface.send(message),
  changed: () => surface.rerenderSoon(),
};
const filters = new Filters();
const lockPanel = new LockPanel({
  unlocked: () => focusSoon("#pressed-title"),
  stay: () => void surface.intend("still_here"),
});
const watcher = new Watcher(host, surface.root);
const speaker = new Speaker(host);
const wall = new WallState(speaker);

function renderWall(screen: NamedWall, context: RenderContext): TemplateResult {
  const { strings } = context;
  const shown = filters.shown(screen.tiles);
  const opened = shown.find((tile) => tile.opened) ?? null;
  const watched = opened ? watcher.of(opened.visit) : null;
  if (isLocked(screen)) return renderLockedWall(screen, shown, context);
  context.onKey((event) => typed(event, screen, context, opened));
  return html`<main class="v-wall ${opened ? "v-wall--opened" : ""}">
    <header class="v-wall__head">
      <h1 tabindex="-1">${strings.say("wall_title")}</h1>
      <p>${screen.facilities.map(({ name }) => name).join(" · ")}</p>
      <p role="status">${strings.count("live_visits", screen.tiles.length)}</p>
      ${renderFilters(screen.tiles, filters, context)}
      ${screen.notice ? html`<p class="v-wall__notice">${screen.notice}</p>` : nothing}
      ${canFillScreen() ? renderFillScreen(context) : nothing}
    </header>
    ${opened ? renderOpened(opened, watched, screen, wall, context) : nothing}
    <div class="v-wall__main">
      ${screen.tiles.length ? renderGrid(shown, context, opened !== null) : renderEmpty(context)}
    </div>
    <aside class="v-wall__side" tabindex="0" aria-label=${strings.say("beside_title")}>
      ${renderPressed(screen, context)}
      ${wall.noteFor ? renderNote(wall.noteFor, unconfirmedOf(screen), wall, context) : nothing}
      ${opened ? renderBeside(opened, watched, screen, wall, context) : nothing}
      ${renderColumn(screen, context)}
    </aside>
    <p class="v-wall__keys">${strings.say("shortcuts")}</p>
  </main>`;
}

function renderLockedWall(
  screen: NamedWall,
  shown: readonly Tile[],
  context: RenderContext,
): TemplateResult {
  const end = (choice: TerminationChoice): void => endNow(context, choice);
  context.onKey((event) => {
    if (isTyping(event)) return;
    if (event.key === "Escape") wall.stepBack();
    else if (typeTermination(event.key, screen, wall, end)) event.preventDefault();
    context.rerender();
  });
  const frame = surface.root.querySelector(".v-grid");
  return renderLocked(screen, shown, frame, watcher, wall, context, end);
}

/** Whether a key is part of a text. */
function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function unconfirmedOf({ unconfirmed }: WallScreen): Unconfirmed[] {
  return unconfirmed.filter(({ visit }) => visit === wall.noteFor?.visit);
}

/** Safari before 16.4 cannot do it under this name. */
function canFillScreen(): boolean {
  return "requestFullscreen" in document.documentElement;
}

function renderFillScreen({ strings }: RenderContext): TemplateResult {
  return html`<button type="button" class="v-wide" @click=${() => fillScreen()}>
    ${icon("wide")}<span>${strings.say("full_screen")}</span><kbd aria-hidden="true">F</kbd>
  </button>`;
}

function fillScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen?.().catch(() => undefined);
}

function renderEmpty({ strings }: RenderContext): TemplateResult {
  return html`<div class="v-wall__empty">
    <h2>${strings.say("nothing_live")}</h2>
    <p>${strings.say("nothing_live_text")}</p>
  </div>`;
}

function renderGrid(
  tiles: readonly Tile[],
  context: RenderContext,
  isStrip: boolean,
): TemplateResult {
  const frame = surface.root.querySelector(".v-grid");
  const fit = fitTiles(
    tiles.length,
    frame?.clientWidth ?? 1000,
    frame?.clientHeight ?? 600,
    isStrip ? STRIP_FOOT_PX : FOOT_PX,
  );
  wall.columns = fit.columns;
  const at = wall.indexOf(tiles);
  return html`<ul
    class=${classMap({
      "v-grid": true,
      "v-grid--strip": isStrip,
      "v-grid--dense": fit.tile < DENSE_BELOW_PX,
    })}
    ${properties({
      "--columns": String(fit.columns),
      "--tile": `${fit.tile}px`,
      "--gap": `${GAP_PX}px`,
    })}
  >
    ${repeat(
      tiles,
      ({ visit }) => visit,
      (tile, index) =>
        renderTile(tile, watcher.of(tile.visit), context, {
          hasFocusStop: index === at,
          open: () => open(tile, context),
          focused: () => (wall.focusedVisit = tile.visit),
        }),
    )}
  </ul>`;
}

function open(tile: Tile, context: RenderContext): void {
  if (tile.opened) return;
  void context.intend("open", { visit: tile.visit }).then((ok) => {
    if (ok) focusSoon("#opened-title");
  });
}

function typed(
  event: KeyboardEvent,
  screen: NamedWall,
  context: RenderContext,
  opened: Tile | null,
): void {
  if (isTyping(event) && event.key !== "Escape") return;
  if (event.target instanceof HTMLSelectElement) return;
  const end = (choice: TerminationChoice): void => endNow(context, choice);
  const isAsked = wall.terminating !== null || wall.panel !== null;
  if (typeTermination(event.key, screen, wall, end)) event.preventDefault();
  else if (typeInPanel(event.key, screen, wall, context)) event.preventDefault();
  else if (event.key === "Escape") stepOut(context, opened);
  else if (isAsked) return;
  else if (event.key.toLowerCase() === "t") startTerminating(screen, context, opened);
  else if (event.key.toLowerCase() === "f") fillScreen();
  else if (typeIntervention(event.key, inHand(screen, opened), wall, context))
    event.preventDefault();
  else moveFocus(event, filters.shown(screen.tiles));
  context.rerender();
}

function endNow(context: RenderContext, choice: TerminationChoice): void {
  const visit = wall.terminating?.visit ?? "";
  void wall.terminate(context, choice, () => grab(watcher.of(visit)));
}

/** Returns the visit that a key concerns: the focused tile, or the opened one. */
function inHand(screen: NamedWall, opened: Tile | null): Tile | null {
  const focused = document.activeElement?.closest(".v-tile") ? wall.focusedVisit : null;
  return screen.tiles.find(({ visit }) => visit === focused) ?? opened;
}

function stepOut(context: RenderContext, opened: Tile | null): void {
  if (wall.terminating || wall.panel) return wall.stepBack();
  if (!opened) return;
  void context.intend("shut", { visit: opened.visit });
  focusSoon(`[data-visit="${CSS.escape(opened.visit)}"].v-tile__open`);
}

function startTerminating(screen: NamedWall, context: RenderContext, opened: Tile | null): void {
  const tile = inHand(screen, opened);
  if (!tile) return;
  wall.startTerminating(tile);
  if (!tile.opened) void context.intend("open", { visit: tile.visit });
  focusSoon("#terminate-title");
}

function moveFocus(event: KeyboardEvent, tiles: readonly Tile[]): void {
  if (!document.activeElement?.closest(".v-grid") && event.key.startsWith("Arrow") === false)
    return;
  const from = wall.indexOf(tiles);
  const tile = tiles[neighbour(from, event.key, tiles.length, wall.columns)];
  if (!tile || !/^(Arrow|Home$|End$)/.test(event.key)) return;
  event.preventDefault();
  wall.focusedVisit = tile.visit;
  focusSoon(`[data-visit="${CSS.escape(tile.visit)}"].v-tile__open`);
}

/** The grid is fitted again when its space changes. */
const sizes = new ResizeObserver(() => surface.rerender());
let observed: Element | null = null;

function watchSize(): void {
  const frame = surface.root.querySelector(".v-grid");
  if (frame === observed) return;
  if (observed) sizes.unobserve(observed);
  if (frame) sizes.observe(frame);
  observed = frame;
}

/** Pings immediately when the visits have changed, and again when their video has come. */
function reportWatched({ tiles }: WallScreen): void {
  const shown = tiles.map(({ visit }) => visit).join(" ");
  if (shown === reported) return;
  reported = shown;
  surface.pingNow();
  window.setTimeout(() => surface.pingNow(), PICTURES_COME_WITHIN_MS);
}
let reported: string | null = null;

// An officer who looks away or comes back is counted immediately.
document.addEventListener("visibilitychange", () => surface.pingNow());

surface.start();
