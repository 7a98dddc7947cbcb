// The common part of monitor, station and remote room: a surface with a call.
import type { TemplateResult } from "lit";

import { Call } from "../../call/call";
import type { Stage } from "../../call/call";
import { ChosenDevices, storageOfBrowser } from "../../call/chosen_devices";
import { markMoment } from "../../call/moments";
import type { FacilityClock } from "../../call/protocol";
import { Signing } from "../../call/signing";
import { storageOfTab, TRIAL_LEG, Trial } from "../../call/trial";
import { renderAway } from "./away";
import { KnownFacility } from "./known_facility";
import { Surface } from "./surface";
import type { RenderContext } from "./surface";
import type { AwaySpec } from "./surface_spec";
import { followVisibleHeight } from "./visible_height";

export interface CallContext extends RenderContext {
  call: Call;
  /** Null where nobody chooses: at a device of the facility. */
  devices: ChosenDevices | null;
  /** Null where the connection itself is made before the press, which proves the way. */
  trial: Trial | null;
  /** Whether the person tries camera and microphone before the visit. */
  isTrying: boolean;
  tryDevices: (isTrying: boolean) => void;
  /** Sends the intent, and the prepared offer right after it. */
  begin: () => void;
}

interface PersonScreen {
  name: string;
  phone?: string;
  clock?: FacilityClock;
  media?: { publish: boolean };
  /** Set while the visit is paused. */
  paused?: object | null;
  other_devices?: { signs: boolean };
}

export interface PersonSurfaceSpec<Screen extends PersonScreen> {
  path: string;
  /** The screens on which the person checks camera and microphone. */
  checks: readonly Screen["name"][];
  render: (screen: Screen, context: CallContext) => TemplateResult;
  /** The screens on which the person may try them before that. */
  tries: readonly Screen["name"][];
  /** Whether the visit is there before the press, so that it can be connected. Elsewhere the way is
   * tried in a room of its own. */
  connectsBefore: boolean;
  /** Whether the person chooses camera, microphone and speaker, and this browser keeps that. */
  choosesDevices: boolean;
  /** Whether the page is a device of the facility, which says when it has lost the server. */
  isDevice?: boolean;
}

const LEVEL_EVERY_MS = 80;
/** In the address of a page that is opened to try camera and microphone. */
const TRY = "try";

export function startPerson<Screen extends PersonScreen>(
  spec: PersonSurfaceSpec<Screen>,
): Surface<Screen> {
  let before = "";
  const storage = spec.choosesDevices ? storageOfBrowser() : null;
  const chosen = new ChosenDevices(storage);
  const devices = spec.choosesDevices ? chosen : null;
  const away: AwaySpec<Screen> = {
    render: (screen, context) =>
      renderAway(context, {
        facts: known?.facts ?? null,
        isInVisit: screen !== null && isInVisit(screen),
      }),
    goesOn: (screen) => isInVisit(screen) && call.isReceiving,
    mayGoOn: isInVisit,
    sentence: "away_goes_on",
    // A camera that nobody needs is off. The next screen opens it again.
    began: (screen) => screen !== null && !isInVisit(screen) && call.setStage("off"),
  };
  const surface: Surface<Screen> = new Surface<Screen>({
    path: spec.path,
    render: (screen, context) =>
      spec.render(screen, {
        ...context,
        call,
        devices,
        trial,
        isTrying,
        tryDevices,
        begin: () => begin(context),
      }),
    onScreen: (screen) => {
      known?.heard(screen);
      call.setPaused(Boolean(screen.paused));
      if (screen.other_devices) call.othersSign(screen.other_devices.signs);
      follow(screen);
      if (screen.name === "live" && before !== "live") call.wentLive();
      before = screen.name;
    },
    onMedia: (message) =>
      message.leg === TRIAL_LEG ? trial?.receive(message) : call.receive(message),
    onMediaRefused: () => call.mediaRefused(),
    onConnectionLost: () => {
      call.connectionLost();
      trial?.stop();
    },
    onGivenUp: () => {
      trial?.stop();
      call.setStage("off");
    },
    onRendered: () => call.observe(),
    ...(spec.isDevice ? { away } : {}),
  });
  const known = spec.isDevice ? new KnownFacility(surface.clock) : null;
  const call = new Call({
    relays: surface.relays,
    line: surface.line,
    send: (message) => surface.send(message),
    isConnected: () => surface.isConnected,
    connectsBefore: spec.connectsBefore,
    changed: () => surface.rerender(),
    chosen,
    signing: new Signing(storage),
    prepared: (stream) => trial?.offer(stream),
  });
  const trial = spec.connectsBefore
    ? null
    : new Trial({
        relays: surface.relays,
        send: (message) => surface.send(message),
        changed: () => surface.rerender(),
        storage: storageOfTab(),
      });
  let isTrying = new URLSearchParams(location.search).has(TRY);
  function tryDevices(wanted: boolean): void {
    isTrying = wanted;
    if (surface.screen) follow(surface.screen);
    surface.rerender();
  }
  function follow(screen: Screen): void {
    const checks = isTrying ? [...spec.checks, ...spec.tries] : spec.checks;
    const stage = stageFor(screen, checks);
    if (stage !== "ready") trial?.stop();
    call.setStage(stage);
  }
  function begin(context: RenderContext): void {
    markMoment("begin-pressed");
    trial?.stop();
    const answer = context.intend("begin");
    call.begin();
    void answer.then((ok) => {
      if (!ok) call.beginRefused();
    });
  }
  followVisibleHeight();
  window.setInterval(() => showLevel(surface.root, call), LEVEL_EVERY_MS);
  surface.start();
  return surface;
}

/** Whether somebody has begun a visit, which may go on without the server. */
function isInVisit({ name }: PersonScreen): boolean {
  return name === "waiting" || name === "live";
}

export function stageFor(screen: PersonScreen, checks: readonly string[]): Stage {
  if (screen.media?.publish) return "on";
  return checks.includes(screen.name) ? "ready" : "off";
}

/** Updates the bar, more often than the screen is rendered. */
function showLevel(root: HTMLElement, call: Call): void {
  const bar = root.querySelector<HTMLElement>("[data-level]");
  bar?.style.setProperty("--level", call.level.toFixed(2));
}
