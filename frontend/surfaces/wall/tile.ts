// A tile: both sides in one frame, with the facts that an officer needs at a glance.
import { html, nothing, svg } from "lit";
import type { TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";

import { inMinutesOrSeconds, minutesSince, timeLeft } from "../../call/durations";
import type { Tile } from "../../call/protocol";
import type { LinkQuality } from "../../call/quality";
import type { StreamSource } from "../../call/receiver";
import type { UiStrings } from "../../call/ui_strings";
import { icon } from "../shared/icons";
import { properties } from "../shared/properties";
import type { RenderContext } from "../shared/surface";
import { renderSigns } from "./interventions";
import { devicesOf, isHere, nameOf } from "./sides";
import type { WatchedVisit } from "./watched_visit";

export interface TileState {
  hasFocusStop: boolean;
  open: () => void;
  focused: () => void;
  /** What a locked screen still does, in place of opening the visit. */
  whileLocked?: TemplateResult;
}

export function renderTile(
  tile: Tile,
  watched: WatchedVisit | null,
  context: RenderContext,
  state: TileState,
): TemplateResult {
  const { strings, clock } = context;
  const left = clock.left(tile);
  const whole = Date.parse(tile.ends_at) - Date.parse(tile.started_at);
  const share = Math.min(1, Math.max(0, left / Math.max(1, whole)));
  const minutesUnseen = tile.last_seen_at ? minutesSince(clock.since(tile.last_seen_at)) : null;
  const sinceStart = minutesSince(clock.since(tile.started_at));
  const unseenFor = minutesUnseen ?? sinceStart;
  const isUnseen = unseenFor >= tile.unseen_after_minutes;
  const names = `${tile.visitor} · ${tile.inmate}`;
  return html`<li
    class=${classMap({
      "v-tile": true,
      "v-tile--opened": tile.opened,
      "v-tile--unseen": isUnseen,
      "v-tile--yours": tile.awaits_you,
      "v-tile--warned": tile.warnings > 0,
    })}
    data-testid="tile-${tile.visit}"
  >
    <div class="v-tile__sides">
      ${(watched?.sides ?? []).map((source) => renderSide(tile, source, watched, strings))}
    </div>
    <div class="v-tile__bar" ${properties({ "--left": share.toFixed(3) })}><i></i></div>
    <p class="v-tile__names">
      ${
        tile.awaits_you
          ? html`<strong class="v-tile__yours">${strings.say("handed_to_you")}</strong>`
          : nothing
      }<span translate="no">${names}</span>
    </p>
    <p class="v-tile__facts">
      <span>${renderTimeLeft(left, strings)}</span>
      <span class="v-tile__kind" title="${tile.kind_text} · ${tile.area}">
        ${icon(tile.kind === "remote" ? "remote" : "onsite")}<span>${tile.kind_text}</span>
      </span>
      ${renderQuality(watched?.quality ?? null, strings)}
      ${renderSigns(tile, context)} ${tile.violations ? renderViolations(tile.violations, strings) : nothing}
      ${renderUnseen(minutesUnseen, strings)}
    </p>
    ${state.whileLocked ?? renderOpen(tile, strings, state)}
  </li>`;
}

function renderOpen(tile: Tile, strings: UiStrings, state: TileState): TemplateResult {
  return html`<button
    type="button"
    class="v-tile__open"
    data-visit=${tile.visit}
    tabindex=${state.hasFocusStop ? 0 : -1}
    aria-pressed=${tile.opened ? "true" : "false"}
    aria-label=${strings.say("tile_label", { names: tile.names })}
    @click=${state.open}
    @focus=${state.focused}
  ></button>`;
}

/** The full text if there is space, else the number next to its icon. */
function fullOrShort(full: string, short: string): TemplateResult {
  return html`<span class="v-tile__full">${full}</span
    ><span class="v-tile__short" aria-hidden="true">${short}</span>`;
}

function renderTimeLeft(left: number, strings: UiStrings): TemplateResult {
  const { unit, n } = inMinutesOrSeconds(left);
  return html`<span class="v-tile__full" data-testid="time-left">${timeLeft(strings, left)}</span
    ><span class="v-tile__short" aria-hidden="true">${strings.say(`${unit}_short`, { n })}</span>`;
}

function renderViolations(n: number, strings: UiStrings): TemplateResult {
  const full = strings.count("violations", n);
  return html`<span class="v-tile__warnings" title=${full}
    >${icon("warning")}${fullOrShort(full, String(n))}</span
  >`;
}

function renderUnseen(minutes: number | null, strings: UiStrings): TemplateResult {
  const n = minutes ?? 0;
  const short =
    minutes === null ? strings.say("unseen_never_short") : strings.say("minutes_short", { n });
  const seen = n === 0 ? strings.say("seen_now") : strings.count("unseen_minutes", n);
  const full = minutes === null ? strings.say("unseen_never") : seen;
  return html`<span class="v-tile__unseen" title=${full}
    >${icon("eye")}${fullOrShort(full, short)}</span
  >`;
}

function renderSide(
  tile: Tile,
  source: StreamSource,
  watched: WatchedVisit | null,
  strings: UiStrings,
): TemplateResult {
  const name = nameOf(tile, source);
  const spoken = sideSpoken(tile, source, watched, strings);
  const noted = sideNoted(tile, source, strings);
  return html`<div class="v-side ${spoken ? "v-side--dimmed" : ""}">
    ${watched?.view(source, "small")?.element ?? nothing}
    ${spoken ? html`<p class="v-side__spoken">${spoken}</p>` : nothing}
    ${noted ? html`<p class="v-side__noted">${noted}</p>` : nothing}
    ${renderMeter(tile.visit, source, strings.say("sound_level", { name }))}
  </div>`;
}

/** Returns the text over a side whose video does not move; null while it does. */
export function sideSpoken(
  tile: Tile,
  source: StreamSource,
  watched: WatchedVisit | null,
  strings: UiStrings,
): string | null {
  if (!isHere(tile, source)) return strings.say("side_away");
  if (tile.paused) return tile.paused;
  const view = watched?.view(source, "small");
  if (watched?.isFailing) return strings.say("side_again");
  const { camera } = devicesOf(tile, source);
  if (camera !== "on") return strings.say(`camera_${camera}_of`, { name: nameOf(tile, source) });
  if (!view?.isSeen) return strings.say("side_coming");
  return view.isMoving ? null : strings.say("side_still");
}

/** Returns that a side signs, and what is missing of its sound; null while neither is so. */
export function sideNoted(tile: Tile, source: StreamSource, strings: UiStrings): string | null {
  const { microphone, signs } = devicesOf(tile, source);
  if (!isHere(tile, source)) return null;
  const name = nameOf(tile, source);
  const said = [
    ...(signs ? [strings.say("signs_of", { name })] : []),
    ...(microphone === "on" ? [] : [strings.say(`microphone_${microphone}_of`, { name })]),
  ];
  return said.join(" · ") || null;
}

export function renderMeter(visit: string, source: StreamSource, label: string): TemplateResult {
  return html`<span
    class="v-meter"
    role="img"
    aria-label=${label}
    data-sound
    data-visit=${visit}
    data-source=${source}
    ><i></i
  ></span>`;
}

const SHAPES = {
  good: svg`<circle cx="8" cy="8" r="6"/>`,
  fair: svg`<path d="M8 1l7 7-7 7-7-7z"/>`,
  poor: svg`<path d="M8 2l7 12H1z"/>`,
} as const;

/** Three shapes, which can be distinguished without colour. */
export function renderQuality(quality: LinkQuality | null, strings: UiStrings): TemplateResult {
  const label = strings.say(`link_${quality ?? "unknown"}`);
  return html`<svg
    class="v-link v-link--${quality ?? "unknown"}"
    viewBox="0 0 16 16"
    role="img"
    aria-label=${label}
  >
    <title>${label}</title>
    ${quality ? SHAPES[quality] : svg`<path d="M2 8h12"/>`}
  </svg>`;
}
