// What monitor, station and remote room have in common: a surface with a call in it.
import type { TemplateResult } from "lit";

import { Call } from "../../call/call";
import type { Stage } from "../../call/call";
import { markMoment } from "../../call/moments";
import { Surface } from "./surface";
import type { Scene } from "./surface";

export interface CallScene extends Scene {
  call: Call;
  /** Sends the intent and the prepared offer right behind it. */
  begin: () => void;
}

interface PersonScreen {
  name: string;
  media?: { publish: boolean };
}

export interface PersonBehaviour<Screen extends PersonScreen> {
  path: string;
  /** The screens on which the person checks camera and microphone. */
  checks: readonly Screen["name"][];
  draw: (screen: Screen, scene: CallScene) => TemplateResult;
}

const LEVEL_EVERY_MS = 80;

export function startPerson<Screen extends PersonScreen>(behaviour: PersonBehaviour<Screen>): void {
  const surface: Surface<Screen> = new Surface<Screen>({
    path: behaviour.path,
    draw: (screen, scene) => behaviour.draw(screen, { ...scene, call, begin: () => begin(scene) }),
    told: (screen) => call.follow(stageFor(screen, behaviour.checks)),
    media: (message) => call.receive(message),
    mediaRefused: () => call.mediaRefused(),
    lost: () => call.connectionLost(),
    over: () => call.follow("off"),
    drawn: () => call.observe(),
  });
  const call = new Call({
    iceServers: JSON.parse(surface.root.dataset["ice"] || "[]") as RTCIceServer[],
    send: (message) => surface.send(message),
    isConnected: () => surface.isConnected,
    cameraOffSentence: () => surface.words.say("camera_off_sign"),
    changed: () => surface.redraw(),
  });
  function begin(scene: Scene): void {
    markMoment("begin-pressed");
    const answer = scene.intend("begin");
    call.begin();
    void answer.then((ok) => {
      if (!ok) call.beginRefused();
    });
  }
  window.setInterval(() => showLevel(surface.root, call), LEVEL_EVERY_MS);
  surface.start();
}

export function stageFor(screen: PersonScreen, checks: readonly string[]): Stage {
  if (screen.media?.publish) return "on";
  return checks.includes(screen.name) ? "ready" : "off";
}

/** The bar moves more often than the screen is drawn. */
function showLevel(root: HTMLElement, call: Call): void {
  const bar = root.querySelector<HTMLElement>("[data-level]");
  bar?.style.setProperty("--level", call.level.toFixed(2));
}
