// The live visit: the other side's video, messages over it, and the controls.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { timeLeft } from "../../call/durations";
import type { LiveScreen } from "../../call/protocol";
import type { VideoView } from "../../call/video_view";
import { hasChoice, openChoice } from "./device_choice";
import { focusSoon } from "./focus";
import { icon } from "./icons";
import { renderTroublesInVisit } from "./own_troubles";
import { Keyboard } from "./keyboard";
import { TextDraft } from "./text_draft";
import { renderTextLine } from "./text_line";
import type { IconName } from "./icons";
import type { CallContext } from "./person";

const LAST_MINUTE_MS = 60_000;

/** The live screen's own state: whether it asks if the visit should end, or offers the devices, and
 * what is being typed. */
class Room {
  readonly draft = new TextDraft();
  readonly keyboard = new Keyboard();
  isAsking = false;
  isChoosing = false;
}

export function renderLive(screen: LiveScreen, context: CallContext): TemplateResult {
  const { call, strings, clock } = context;
  const room = context.remember(() => new Room());
  const left = clock.left(screen);
  const views = [...call.others.values()].filter((view) => view.isSeen);
  const spoken = whatIsWrong(screen, context, views);
  context.onKey((event) => {
    if (event.key !== "Escape") return;
    if (room.isAsking) ask(context, room, false);
    else if (room.isChoosing) choose(context, room, false);
  });
  const dimmed = spoken ? "v-live--dimmed" : "";
  const faceless = call.isPicturePaused || isReconnecting(screen, call) ? "v-live--faceless" : "";
  const writing = screen.text_line ? "v-live--writing" : "";
  const paused = screen.paused ? "v-live--paused" : "";
  return html`<main class="v-live ${dimmed} ${faceless} ${writing} ${paused}">
    <div class="v-live__others" data-count=${call.others.size}>
      ${[...call.others.values()].map((view) => view.element)}
    </div>
    <div class="v-live__spoken" role="status">
      ${screen.paused ? html`<p class="v-live__paused">${screen.paused.title}</p>` : nothing}
      ${spoken ? html`<p>${spoken}</p>` : nothing}
      ${
        call.soundHeldBack
          ? html`<p>${strings.say("sound_held_back")}</p>
            <button type="button" class="button" @click=${() => call.allowSound()}>
              ${strings.say("hear_them")}
            </button>`
          : nothing
      }
    </div>
    <div class="v-live__warning" role="alert">
      ${screen.warning && !screen.paused ? html`<p>${screen.warning.text}</p>` : nothing}
    </div>
    ${renderBanners(screen, context)}
    <div class="v-live__foot">
      <div class="v-live__facts">
        <h1 tabindex="-1" translate="no">${screen.other_name}</h1>
        <p
          class="v-live__left ${left <= LAST_MINUTE_MS ? "v-live__left--last" : ""}"
          data-testid="time-left"
        >
          ${timeLeft(strings, left)}
        </p>
        ${renderSigns(screen, context)}
        <p class="v-live__monitoring">${icon("eye")} <span>${screen.monitoring_notice}</span></p>
      </div>
      ${renderOwn(screen, context)}
    </div>
    ${renderTextLine(screen, room, context)}
    ${room.isChoosing && !room.isAsking ? openChoice(context) : nothing}
    ${room.isAsking ? renderQuestion(context, room) : renderControls(context, room)}
  </main>`;
}

/** Beside the name, since it stays, and nothing may cover hands that sign. */
function renderSigns(
  screen: LiveScreen,
  { strings }: CallContext,
): TemplateResult | typeof nothing {
  if (!screen.other_devices.signs) return nothing;
  return html`<p>${strings.say("signs_of", { name: screen.other_name })}</p>`;
}

/** Whether nothing arrives although they send, and nothing is held back. */
function isReconnecting(screen: LiveScreen, call: CallContext["call"]): boolean {
  const { camera, microphone } = screen.other_devices;
  const isHeld = call.isPicturePaused || screen.paused || screen.other_muted;
  return call.isSilent && !isHeld && (camera !== "none" || microphone !== "none");
}

/** Returns the sentence that explains why no video moves; null while one does. */
function whatIsWrong(
  screen: LiveScreen,
  { call, strings }: CallContext,
  views: VideoView[],
): string | null {
  if (screen.paused) return screen.paused.text;
  if (screen.trouble) return screen.trouble;
  if (screen.presence === "coming_back" && screen.presence_text) return screen.presence_text;
  if (isReconnecting(screen, call)) {
    return strings.say("other_reconnecting", { name: screen.other_name });
  }
  if (screen.other_devices.camera !== "on") return null; // which is said in words
  if (call.isPicturePaused) return strings.say("picture_paused_for_voice");
  if (views.length === 0) return strings.say("picture_coming", { name: screen.other_name });
  if (!views.some((view) => view.isMoving)) {
    return strings.say("picture_still", { name: screen.other_name });
  }
  return null;
}

/** Shows messages and warnings of officers; each disappears when its time is over. */
function renderBanners(screen: LiveScreen, context: CallContext): TemplateResult {
  const { clock } = context;
  return html`<div class="v-live__banners" role="alert">
    ${screen.speaking ? html`<p class="v-word"><strong>${screen.speaking}</strong></p>` : nothing}
    ${screen.banners
      .filter(({ until_at }) => clock.until(until_at) > 0)
      .map(
        ({ kind, title, text }) => html`<div class="v-word v-word--${kind}">
          <p><strong>${title}</strong></p>
          ${text ? html`<p>${text}</p>` : nothing}
        </div>`,
      )}
    ${screen.other_muted ? html`<p class="v-word">${screen.other_muted}</p>` : nothing}
    ${screen.other_devices_text ? html`<p class="v-word">${screen.other_devices_text}</p>` : nothing}
    ${renderSoundPaused(context)} ${renderOwnPaused(screen, context)}
    ${renderTroublesInVisit(context, screen.other_name)}
  </div>`;
}

/** Somebody whose picture is not sent wonders why nobody answers their gestures. */
function renderOwnPaused(
  screen: LiveScreen,
  { call, strings }: CallContext,
): TemplateResult | typeof nothing {
  if (!call.isOwnPictureOff && !call.isOwnSoundOff) return nothing;
  const key = call.isOwnPictureOff ? "own_picture_paused" : "own_sound_paused";
  return html`<p class="v-word v-word--own">${strings.say(key, { name: screen.other_name })}</p>`;
}

function renderSoundPaused({ call, strings }: CallContext): TemplateResult | typeof nothing {
  if (!call.isSoundPaused) return nothing;
  return html`<p class="v-word v-word--own">${strings.say("sound_paused_for_picture")}</p>`;
}

function renderOwn(screen: LiveScreen, { call, strings }: CallContext): TemplateResult {
  const isOff = call.isCameraOff || !call.hasCamera;
  return html`<figure class="v-live__own ${isOff ? "v-live__own--off" : ""}">
    ${call.own.element}
    ${isOff ? html`<p>${icon("cameraOff")} ${call.isCameraOff ? strings.say("camera_is_off") : nothing}</p>` : nothing}
    <figcaption>
      ${strings.say("you")}${renderMuted(screen.muted ?? (call.isMuted ? strings.say("muted") : null))}
    </figcaption>
  </figure>`;
}

function renderMuted(sentence: string | null): TemplateResult | typeof nothing {
  return sentence
    ? html`<span class="v-live__muted">${icon("microphoneOff")} ${sentence}</span>`
    : nothing;
}

function renderControls(context: CallContext, room: Room): TemplateResult {
  const { call, strings } = context;
  return html`<div class="v-controls" role="group" aria-label=${strings.say("controls")}>
    ${toggle(
      call.isMuted ? "microphoneOff" : "microphone",
      strings.say(call.isMuted ? "unmute" : "mute"),
      call.isMuted,
      () => call.switchMicrophone(),
    )}
    ${toggle(
      call.isCameraOff ? "cameraOff" : "camera",
      strings.say(call.isCameraOff ? "camera_on" : "camera_off"),
      call.isCameraOff,
      () => call.switchCamera(),
    )}
    ${hasChoice(context) ? devicesButton(context, room) : nothing}
    <button
      type="button"
      id="end-visit"
      class="button button-end"
      ?disabled=${context.isBusy("end")}
      @click=${() => ask(context, room, true)}
    >
      ${icon("leave")} ${strings.say("end_visit")}
    </button>
  </div>`;
}

function devicesButton(context: CallContext, room: Room): TemplateResult {
  return html`<button
    type="button"
    id="choose-devices"
    class="v-toggle v-toggle--fades"
    aria-expanded=${room.isChoosing ? "true" : "false"}
    @click=${() => choose(context, room, !room.isChoosing)}
  >
    ${icon("gear")} <span>${context.strings.say("devices_short")}</span>
  </button>`;
}

function toggle(name: IconName, label: string, isOff: boolean, press: () => void): TemplateResult {
  return html`<button
    type="button"
    class="v-toggle ${isOff ? "v-toggle--off" : "v-toggle--fades"}"
    @click=${press}
  >
    ${icon(name)} <span>${label}</span>
  </button>`;
}

function renderQuestion(context: CallContext, room: Room): TemplateResult {
  const { strings } = context;
  const end = async (): Promise<void> => {
    if (!(await context.intend("end"))) ask(context, room, false);
  };
  return html`<div class="v-controls v-controls--ask" role="group" aria-labelledby="end-ask">
    <p id="end-ask">${strings.say("end_ask")}</p>
    <button
      type="button"
      class="button button-end"
      ?disabled=${context.isBusy("end")}
      @click=${() => void end()}
    >
      ${strings.say("end_yes")}
    </button>
    <button
      type="button"
      id="end-no"
      class="button button-quiet"
      @click=${() => ask(context, room, false)}
    >
      ${strings.say("end_no")}
    </button>
  </div>`;
}

function choose(context: CallContext, room: Room, isChoosing: boolean): void {
  room.isChoosing = isChoosing;
  context.rerender();
  focusSoon(isChoosing ? ".v-devices--open :is(button, select)" : "#choose-devices");
}

function ask(context: CallContext, room: Room, isAsking: boolean): void {
  room.isAsking = isAsking;
  context.rerender();
  // After rendering, the focus is on the harmless answer, or back on the button.
  focusSoon(isAsking ? "#end-no" : "#end-visit");
}
