// The opened visit: both sides large and with sound, what happened, and the way to end it.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { timeLeft } from "../../call/durations";
import type { Tile, VisitDetail, WallScreen } from "../../call/protocol";
import type { PartyName } from "../../call/receiver";
import type { VoiceState } from "../../call/voice_leg";
import type { Words } from "../../call/words";
import { icon } from "../shared/icons";
import type { Scene } from "../shared/surface";
import type { Desk, Verdict } from "./desk";
import { drawInterventions, drawSigns } from "./interventions";
import { drawPanel } from "./panels";
import { grab } from "./stills";
import { drawTerminating } from "./terminating";
import { drawMeter, drawQuality, sideSpoken } from "./tile";
import type { WatchedVisit } from "./watched_visit";

export function drawOpened(
  tile: Tile,
  watched: WatchedVisit | null,
  desk: Desk,
  scene: Scene,
): TemplateResult {
  const { words, clock } = scene;
  return html`<section class="v-opened" aria-labelledby="opened-title">
    <header class="v-opened__head">
      <h2 id="opened-title" tabindex="-1">
        ${tile.names}
      </h2>
      <p>
        ${drawQuality(watched?.quality ?? null, words)} ${timeLeft(words, clock.left(tile))} ·
        ${tile.kind_text} · ${tile.area}
        ${tile.keeper ? html`· ${words.say("in_the_hands_of", { name: tile.keeper })}` : nothing}
        ${
          tile.watched_by.length
            ? html`· ${words.say("watched_by", { names: tile.watched_by.join(", ") })}`
            : nothing
        }
      </p>
      <p class="v-opened__signs">${drawSigns(tile, scene)}</p>
      <button
        type="button"
        class="button button-quiet"
        @click=${() => void scene.intend("shut", { visit: tile.visit })}
      >
        ${words.say("close")} <kbd aria-hidden="true">Esc</kbd>
      </button>
    </header>
    <div class="v-opened__sides">
      ${(watched?.sides ?? []).map((party) => drawLargeSide(tile, party, watched, words))}
    </div>
    ${watched?.soundHeldBack ? drawSoundHeldBack(watched, scene) : nothing}
    ${drawVoice(desk.speaker.stateIn(tile.visit), words)}
    ${drawInterventions(tile, desk, scene)}
  </section>`;
}

/** Beside the pictures: what is being asked, or what is known. */
export function drawBeside(
  tile: Tile,
  watched: WatchedVisit | null,
  screen: WallScreen,
  desk: Desk,
  scene: Scene,
): TemplateResult {
  const { panel, terminating } = desk;
  if (terminating?.visit === tile.visit) {
    const end = (verdict: Verdict): void => {
      void desk.terminate(scene, verdict, () => grab(watched));
    };
    return drawTerminating(terminating, screen, desk, scene, end);
  }
  if (panel?.visit === tile.visit) return drawPanel(panel, tile, screen, desk, scene);
  const detail = screen.detail?.visit === tile.visit ? screen.detail : null;
  return drawDetail(detail, scene.words);
}

function drawLargeSide(
  tile: Tile,
  party: PartyName,
  watched: WatchedVisit | null,
  words: Words,
): TemplateResult {
  const name = party === "inmate" ? tile.inmate : tile.visitor;
  const spoken = sideSpoken(tile, party, watched, words);
  return html`<figure class="v-side v-side--large ${spoken ? "v-side--dimmed" : ""}">
    ${watched?.picture(party, "large")?.element ?? nothing}
    ${spoken ? html`<p class="v-side__spoken">${spoken}</p>` : nothing}
    ${drawMeter(tile.visit, party, words.say("sound_level", { name }))}
    <figcaption>
      ${name}<small>${words.say(party === "inmate" ? "inmate" : "visitor")}</small>
      ${tile.muted.includes(party) ? icon("microphoneOff") : nothing}
    </figcaption>
  </figure>`;
}

function drawSoundHeldBack(watched: WatchedVisit, { words, redraw }: Scene): TemplateResult {
  return html`<p class="v-told">
    ${words.say("sound_held_back")}
    <button
      type="button"
      class="button"
      @click=${() => {
        watched.allowSound();
        redraw();
      }}
    >
      ${words.say("hear_them")}
    </button>
  </p>`;
}

/** Being heard needs no sentence: the sign says who speaks. */
function drawVoice(state: VoiceState | null, words: Words): TemplateResult | typeof nothing {
  if (state === "comes")
    return html`<p class="v-told" role="status">${words.say("speaking_comes")}</p>`;
  if (state === "failed")
    return html`<p class="v-told" role="alert">${words.say("speaking_failed")}</p>`;
  return nothing;
}

function drawDetail(detail: VisitDetail | null, words: Words): TemplateResult {
  if (!detail) return html`${nothing}`;
  return html`<div class="v-detail">
    <section>
      <h3>${words.say("log")}</h3>
      ${
        detail.log.length
          ? html`<ul>
            ${detail.log.map(
              ({ at, time, text }) => html`<li><time datetime=${at}>${time}</time> ${text}</li>`,
            )}
          </ul>`
          : html`<p class="quiet">${words.say("log_empty")}</p>`
      }
    </section>
    ${detail.people.map(({ name, history, visits }) => drawHistory(name, history, visits, words))}
  </div>`;
}

/** Violations first: they are what an officer has to know. */
function drawHistory(
  name: string,
  violations: string[],
  visits: string[],
  words: Words,
): TemplateResult {
  return html`<section>
    <h3>${words.say("history_of", { name })}</h3>
    ${
      violations.length
        ? html`<ul class="v-detail__violations">
          ${violations.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>`
        : html`<p class="quiet">${words.say("history_empty")}</p>`
    }
    ${
      visits.length
        ? html`<h4>${words.say("visits_before")}</h4>
          <ul>
            ${visits.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>`
        : nothing
    }
  </section>`;
}
