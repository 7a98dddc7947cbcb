// The opened visit: both sides large and with sound, its log, and the button to terminate it.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { timeLeft } from "../../call/durations";
import type { Tile, VisitDetail, WallScreen } from "../../call/protocol";
import type { StreamSource } from "../../call/receiver";
import type { VoiceState } from "../../call/voice_leg";
import type { UiStrings } from "../../call/ui_strings";
import { icon } from "../shared/icons";
import type { RenderContext } from "../shared/surface";
import type { WallState, TerminationChoice } from "./wall_state";
import { renderInterventions, renderSigns } from "./interventions";
import { renderPanel } from "./panels";
import { grab } from "./stills";
import { renderTerminating } from "./terminating";
import { nameOf } from "./sides";
import { renderWritten } from "./written";
import { renderMeter, renderQuality, sideNoted, sideSpoken } from "./tile";
import type { WatchedVisit } from "./watched_visit";

export function renderOpened(
  tile: Tile,
  watched: WatchedVisit | null,
  screen: WallScreen,
  wall: WallState,
  context: RenderContext,
): TemplateResult {
  const { strings, clock } = context;
  return html`<section class="v-opened" aria-labelledby="opened-title">
    <header class="v-opened__head">
      <h2 id="opened-title" tabindex="-1" translate="no">
        ${tile.names}
      </h2>
      <p>
        ${renderQuality(watched?.quality ?? null, strings)} ${timeLeft(strings, clock.left(tile))} ·
        ${tile.kind_text} · ${tile.area}
        ${
          tile.assigned_officer
            ? html`· ${strings.say("in_the_hands_of", { name: tile.assigned_officer })}`
            : nothing
        }
        ${
          tile.watched_by.length
            ? html`· ${strings.say("watched_by", { names: tile.watched_by.join(", ") })}`
            : nothing
        }
      </p>
      <p class="v-opened__signs">${renderSigns(tile, context)}</p>
      <button
        type="button"
        class="button button-quiet"
        @click=${() => void context.intend("shut", { visit: tile.visit })}
      >
        ${strings.say("close")} <kbd aria-hidden="true">Esc</kbd>
      </button>
    </header>
    <div class="v-opened__sides">
      ${(watched?.sides ?? []).map((source) => renderLargeSide(tile, source, watched, strings))}
    </div>
    ${tile.writes ? renderWritten(detailOf(tile, screen), strings) : nothing}
    ${watched?.soundHeldBack ? renderSoundHeldBack(watched, context) : nothing}
    ${renderVoice(wall.speaker.stateIn(tile.visit), strings)}
    ${renderInterventions(tile, wall, context)}
  </section>`;
}

/** Next to the videos: the open question, or the details of the visit. */
export function renderBeside(
  tile: Tile,
  watched: WatchedVisit | null,
  screen: WallScreen,
  wall: WallState,
  context: RenderContext,
): TemplateResult {
  const { panel, terminating } = wall;
  if (terminating?.visit === tile.visit) {
    const end = (choice: TerminationChoice): void => {
      void wall.terminate(context, choice, () => grab(watched));
    };
    return renderTerminating(terminating, screen, wall, context, end);
  }
  if (panel?.visit === tile.visit) return renderPanel(panel, tile, screen, wall, context);
  return renderDetail(detailOf(tile, screen), context.strings);
}

/** Returns null until the server has sent the details of the opened visit. */
function detailOf(tile: Tile, { detail }: WallScreen): VisitDetail | null {
  return detail?.visit === tile.visit ? detail : null;
}

function renderLargeSide(
  tile: Tile,
  source: StreamSource,
  watched: WatchedVisit | null,
  strings: UiStrings,
): TemplateResult {
  const name = nameOf(tile, source);
  const noted = sideNoted(tile, source, strings);
  const spoken = sideSpoken(tile, source, watched, strings);
  return html`<figure class="v-side v-side--large ${spoken ? "v-side--dimmed" : ""}">
    ${watched?.view(source, "large")?.element ?? nothing}
    ${spoken ? html`<p class="v-side__spoken">${spoken}</p>` : nothing}
    ${noted ? html`<p class="v-side__noted">${noted}</p>` : nothing}
    ${renderMeter(tile.visit, source, strings.say("sound_level", { name }))}
    <figcaption>
      ${name}<small>${strings.say(source === "inmate" ? "inmate" : "visitor")}</small>
      ${tile.muted.includes(source) ? icon("microphoneOff") : nothing}
    </figcaption>
  </figure>`;
}

function renderSoundHeldBack(
  watched: WatchedVisit,
  { strings, rerender }: RenderContext,
): TemplateResult {
  return html`<p class="v-alert">
    ${strings.say("sound_held_back")}
    <button
      type="button"
      class="button"
      @click=${() => {
        watched.allowSound();
        rerender();
      }}
    >
      ${strings.say("hear_them")}
    </button>
  </p>`;
}

/** Says nothing while the voice is heard: the sign says who speaks. */
function renderVoice(
  state: VoiceState | null,
  strings: UiStrings,
): TemplateResult | typeof nothing {
  if (state === "comes")
    return html`<p class="v-alert" role="status">${strings.say("speaking_comes")}</p>`;
  if (state === "returns")
    return html`<p class="v-alert" role="alert">${strings.say("speaking_returns")}</p>`;
  if (state === "failed")
    return html`<p class="v-alert" role="alert">${strings.say("speaking_failed")}</p>`;
  return nothing;
}

function renderDetail(detail: VisitDetail | null, strings: UiStrings): TemplateResult {
  if (!detail) return html`${nothing}`;
  return html`<div class="v-detail">
    <section>
      <h3>${strings.say("log")}</h3>
      ${
        detail.log.length
          ? html`<ul>
            ${detail.log.map(
              ({ at, time, text }) => html`<li><time datetime=${at}>${time}</time> ${text}</li>`,
            )}
          </ul>`
          : html`<p class="quiet">${strings.say("log_empty")}</p>`
      }
    </section>
    ${detail.people.map(({ name, history, visits }) => renderHistory(name, history, visits, strings))}
  </div>`;
}

/** Lists violations first, since an officer has to know them. */
function renderHistory(
  name: string,
  violations: string[],
  visits: string[],
  strings: UiStrings,
): TemplateResult {
  return html`<section>
    <h3>${strings.say("history_of", { name })}</h3>
    ${
      violations.length
        ? html`<ul class="v-detail__violations">
          ${violations.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>`
        : html`<p class="quiet">${strings.say("history_empty")}</p>`
    }
    ${
      visits.length
        ? html`<h4>${strings.say("visits_before")}</h4>
          <ul>
            ${visits.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>`
        : nothing
    }
  </section>`;
}
