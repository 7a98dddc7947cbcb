// The officer's wall of live visits.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { repeat } from "lit/directives/repeat.js";

import type { BrowserMessage, Tile, Unconfirmed, WallScreen } from "../call/protocol";
import { focusSoon } from "./shared/focus";
import { icon } from "./shared/icons";
import { properties } from "./shared/properties";
import { Surface } from "./shared/surface";
import type { Scene } from "./shared/surface";
import { drawColumn } from "./wall/column";
import { Desk } from "./wall/desk";
import type { Verdict } from "./wall/desk";
import { Filters, drawFilters } from "./wall/filters";
import { FOOT_PX, GAP_PX, STRIP_FOOT_PX, fitTiles, neighbour } from "./wall/grid";
import { typeIntervention } from "./wall/interventions";
import { drawBeside, drawOpened } from "./wall/opened";
import { typeInPanel } from "./wall/panels";
import { signOfLife } from "./wall/presence";
import { grab } from "./wall/stills";
import { drawNote, typeTermination } from "./wall/terminating";
import { drawTile } from "./wall/tile";
import { Speaker } from "./wall/speaker";
import { Watcher } from "./wall/watcher";

/** Narrower tiles show numbers where wider ones have sentences. */
const DENSE_BELOW_PX = 420;

/** After so long a tile has its pictures, as a rule. */
const PICTURES_COME_WITHIN_MS = 3000;

type NamedWall = WallScreen & { name: string };

const surface: Surface<NamedWall> = new Surface<NamedWall>({
  path: "/ws/wall/",
  draw: drawWall,
  told: (screen) => {
    desk.keepOnlyWhatIsLive(screen);
    watcher.follow(screen.tiles);
    speaker.follow(screen.tiles);
    tellWhatIsWatched(screen);
  },
  media: (message) => {
    watcher.receive(message);
    speaker.receive(message);
  },
  mediaRefused: () => {
    watcher.mediaRefused();
    speaker.mediaRefused();
  },
  lost: () => {
    watcher.connectionLost();
    speaker.stop();
  },
  over: () => watcher.follow([]),
  drawn: () => {
    watcher.observe();
    watchSize();
  },
  signOfLife: () => signOfLife(surface.root, filters.shown(surface.screen?.tiles ?? []), watcher),
});
const surroundings = {
  iceServers: JSON.parse(surface.root.dataset["ice"] || "[]") as RTCIceServer[],
  send: (message: BrowserMessage) => surface.send(message),
  changed: () => surface.redrawSoon(),
};
const filters = new Filters();
const watcher = new Watcher(surroundings, surface.root);
const speaker = new Speaker(surroundings);
const desk = new Desk(speaker);

function drawWall(screen: NamedWall, scene: Scene): TemplateResult {
  const { words } = scene;
  const shown = filters.shown(screen.tiles);
  const opened = shown.find((tile) => tile.opened) ?? null;
  const watched = opened ? watcher.of(opened.visit) : null;
  scene.onKey((event) => typed(event, screen, scene, opened));
  return html`<main class="v-wall ${opened ? "v-wall--opened" : ""}">
    <header class="v-wall__head">
      <h1 tabindex="-1">${words.say("wall_title")}</h1>
      <p>${screen.facilities.map(({ name }) => name).join(" · ")}</p>
      <p role="status">${words.count("live_visits", screen.tiles.length)}</p>
      ${drawFilters(screen.tiles, filters, scene)}
      ${screen.notice ? html`<p class="v-wall__notice">${screen.notice}</p>` : nothing}
      <button type="button" class="v-wide" @click=${() => fillScreen()}>
        ${icon("wide")}<span>${words.say("full_screen")}</span><kbd aria-hidden="true">F</kbd>
      </button>
    </header>
    ${opened ? drawOpened(opened, watched, desk, scene) : nothing}
    <div class="v-wall__main">
      ${screen.tiles.length ? drawGrid(shown, scene, opened !== null) : drawEmpty(scene)}
    </div>
    <aside class="v-wall__side" tabindex="0" aria-label=${words.say("beside_title")}>
      ${desk.noteFor ? drawNote(desk.noteFor, unconfirmedOf(screen), desk, scene) : nothing}
      ${opened ? drawBeside(opened, watched, screen, desk, scene) : nothing}
      ${drawColumn(screen, scene)}
    </aside>
    <p class="v-wall__keys">${words.say("shortcuts")}</p>
  </main>`;
}

function unconfirmedOf({ unconfirmed }: WallScreen): Unconfirmed[] {
  return unconfirmed.filter(({ visit }) => visit === desk.noteFor?.visit);
}

function fillScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen().catch(() => undefined);
}

function drawEmpty({ words }: Scene): TemplateResult {
  return html`<div class="v-wall__empty">
    <h2>${words.say("nothing_live")}</h2>
    <p>${words.say("nothing_live_text")}</p>
  </div>`;
}

function drawGrid(tiles: readonly Tile[], scene: Scene, isStrip: boolean): TemplateResult {
  const frame = surface.root.querySelector(".v-grid");
  const fit = fitTiles(
    tiles.length,
    frame?.clientWidth ?? 1000,
    frame?.clientHeight ?? 600,
    isStrip ? STRIP_FOOT_PX : FOOT_PX,
  );
  desk.columns = fit.columns;
  const at = desk.indexOf(tiles);
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
        drawTile(tile, watcher.of(tile.visit), scene, {
          hasFocusStop: index === at,
          open: () => open(tile, scene),
          focused: () => (desk.at = tile.visit),
        }),
    )}
  </ul>`;
}

function open(tile: Tile, scene: Scene): void {
  if (tile.opened) return;
  void scene.intend("open", { visit: tile.visit }).then((ok) => {
    if (ok) focusSoon("#opened-title");
  });
}

function typed(event: KeyboardEvent, screen: NamedWall, scene: Scene, opened: Tile | null): void {
  if (event.target instanceof HTMLTextAreaElement && event.key !== "Escape") return;
  if (event.target instanceof HTMLSelectElement) return;
  const end = (verdict: Verdict): void => endNow(scene, verdict);
  const isAsked = desk.terminating !== null || desk.panel !== null;
  if (typeTermination(event.key, screen, desk, end)) event.preventDefault();
  else if (typeInPanel(event.key, screen, desk, scene)) event.preventDefault();
  else if (event.key === "Escape") stepOut(scene, opened);
  else if (isAsked) return;
  else if (event.key.toLowerCase() === "t") startTerminating(screen, scene, opened);
  else if (event.key.toLowerCase() === "f") fillScreen();
  else if (typeIntervention(event.key, inHand(screen, opened), desk, scene)) event.preventDefault();
  else moveFocus(event, filters.shown(screen.tiles));
  scene.redraw();
}

function endNow(scene: Scene, verdict: Verdict): void {
  const visit = desk.terminating?.visit ?? "";
  void desk.terminate(scene, verdict, () => grab(watcher.of(visit)));
}

/** The visit that a key speaks of: the tile on which the keyboard stands, or the opened one. */
function inHand(screen: NamedWall, opened: Tile | null): Tile | null {
  const focused = document.activeElement?.closest(".v-tile") ? desk.at : null;
  return screen.tiles.find(({ visit }) => visit === focused) ?? opened;
}

function stepOut(scene: Scene, opened: Tile | null): void {
  if (desk.terminating || desk.panel) return desk.stepBack();
  if (!opened) return;
  void scene.intend("shut", { visit: opened.visit });
  focusSoon(`[data-visit="${CSS.escape(opened.visit)}"].v-tile__open`);
}

function startTerminating(screen: NamedWall, scene: Scene, opened: Tile | null): void {
  const tile = inHand(screen, opened);
  if (!tile) return;
  desk.startTerminating(tile);
  if (!tile.opened) void scene.intend("open", { visit: tile.visit });
  focusSoon("#terminate-title");
}

function moveFocus(event: KeyboardEvent, tiles: readonly Tile[]): void {
  if (!document.activeElement?.closest(".v-grid") && event.key.startsWith("Arrow") === false)
    return;
  const from = desk.indexOf(tiles);
  const tile = tiles[neighbour(from, event.key, tiles.length, desk.columns)];
  if (!tile || !/^(Arrow|Home$|End$)/.test(event.key)) return;
  event.preventDefault();
  desk.at = tile.visit;
  focusSoon(`[data-visit="${CSS.escape(tile.visit)}"].v-tile__open`);
}

/** The grid is fitted anew when its room changes. */
const sizes = new ResizeObserver(() => surface.redraw());
let observed: Element | null = null;

function watchSize(): void {
  const frame = surface.root.querySelector(".v-grid");
  if (frame === observed) return;
  if (observed) sizes.unobserve(observed);
  if (frame) sizes.observe(frame);
  observed = frame;
}

/** At once when the console is there, and when the pictures of other visits have come. */
function tellWhatIsWatched({ tiles }: WallScreen): void {
  const shown = tiles.map(({ visit }) => visit).join(" ");
  if (shown === told) return;
  told = shown;
  surface.pingNow();
  window.setTimeout(() => surface.pingNow(), PICTURES_COME_WITHIN_MS);
}
let told: string | null = null;

// Whoever looks away or comes back is counted at once.
document.addEventListener("visibilitychange", () => surface.pingNow());

surface.start();
