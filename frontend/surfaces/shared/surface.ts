// A live surface: renders the screen that the server sends, and sends intents. It keeps no state of
// the visit.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { ServerClock } from "../../call/clock";
import type { BrowserMessage, IntentArgs, IntentName, ServerMessage } from "../../call/protocol";
import { Relays } from "../../call/relays";
import type { ServerLine } from "../../call/rerouting";
import { Socket } from "../../call/socket";
import { uiStringsOfPage } from "../../call/ui_strings";
import type { UiStrings } from "../../call/ui_strings";
import { renderConnecting, renderCutOff, renderLine, renderTaken } from "./connecting";
import { Rendering } from "./rendering";
import { loadAgainSoon, untilLoadingAgain } from "./loading";
import { whenAwake } from "./waking";
import { ServerWatch } from "./server_watch";
import type { Connection } from "./server_watch";
import type { AwaySpec, SurfaceSpec } from "./surface_spec";
import { Intents } from "./intents";
import type { Answer, ArgumentsOf } from "./intents";

/** What the rendering of a screen needs. */
export interface RenderContext {
  strings: UiStrings;
  clock: ServerClock;
  isConnected: boolean;
  /** Sends an intent; resolves to true when it was carried out. The surface shows a refusal. */
  intend: <Name extends IntentName>(name: Name, ...args: ArgumentsOf<Name>) => Promise<boolean>;
  /** Sends typed input; without a connection it is kept, and sent when there is one again. */
  submit: <Name extends IntentName>(name: Name, args: IntentArgs[Name]) => Promise<Answer>;
  /** Whether an intent of this name is on its way. */
  isBusy: (name: IntentName) => boolean;
  /** State of this screen, which is dropped with it. */
  remember: <Memory>(make: () => Memory) => Memory;
  /** Sets what keys do on this screen, until the next rendering. */
  onKey: (handler: (event: KeyboardEvent) => void) => void;
  rerender: () => void;
}

const PATIENCE_MS = 1200;
const REFUSAL_SHOWN_MS = 12_000;

export class Surface<Screen extends { name: string }> {
  readonly strings = uiStringsOfPage();
  readonly clock = new ServerClock();
  readonly root: HTMLElement;
  readonly relays: Relays;
  readonly line: ServerLine = {
    ask: (isNeeded) => this.socket.ask(isNeeded),
    heardAt: () => this.socket.lastHeardAt,
  };
  screen: Screen | null = null;
  private readonly rendering: Rendering;
  private readonly watch = new ServerWatch(() => this.wentAway());
  private readonly socket: Socket<Screen>;
  private readonly intents = new Intents((message) => this.socket.send(message));
  private refusal: string | null = null;
  private refusedAt = 0;
  private memory: unknown;
  private keyHandler: ((event: KeyboardEvent) => void) | null = null;
  private lostAt: number | null = performance.now();
  private language = document.documentElement.lang;
  private isSuperseded = false;
  private cutOffUntil: number | null = null;
  private isTakingOver = false;
  private isScheduled = false;
  private awaitsFrame = false;
  private focusNext = true;

  constructor(private readonly spec: SurfaceSpec<Screen>) {
    this.root = document.getElementById("surface") ?? document.body;
    this.rendering = new Rendering(this.root);
    const { relay } = this.root.dataset;
    this.relays = new Relays(relay === "1", (message) => this.send(message));
    const url = new URL(this.root.dataset["socket"] ?? spec.path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.socket = new Socket(url.href, this.clock, {
      opened: () => this.opened(),
      lost: () => this.lost(),
      superseded: () => this.superseded(),
      notAdmitted: () => this.notAdmitted(),
      cutOff: (pause) => this.cutOff(pause),
      received: (message) => this.received(message),
      ...(spec.pingDetails ? { pingDetails: spec.pingDetails } : {}),
    });
  }

  // Lifecycle

  start(): void {
    window.setInterval(() => {
      this.intents.dropWhatIsStale();
      if (this.spec.away) this.watch.look(this.connection);
      this.renderNow();
    }, 1000);
    window.addEventListener("keydown", (event) => {
      if (!event.altKey && !event.ctrlKey && !event.metaKey) this.keyHandler?.(event);
    });
    whenAwake(() => this.woke());
    window.addEventListener("offline", () => this.watch.suspect());
    window.addEventListener("pagehide", (event) => {
      if (event.persisted) this.setAside();
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.comeBack();
    });
    this.renderNow();
    this.socket.connect();
  }

  private woke(): void {
    this.clock.woke();
    this.socket.wake();
    this.renderNow();
  }

  /** The browser keeps this page, to show it when somebody goes back: nothing of a person stays. */
  private setAside(): void {
    this.socket.disconnect();
    this.intents.connectionLost();
    this.intents.dropKept();
    this.spec.onGivenUp?.();
    this.lostAt = performance.now();
    this.watch.heard();
    this.forgetScreen();
    this.renderNow();
  }

  private comeBack(): void {
    this.setAside();
    this.clock.woke();
    if (!this.isSuperseded) this.socket.connect();
  }

  // Actions

  get isConnected(): boolean {
    return this.socket.isOpen;
  }

  send(message: BrowserMessage): boolean {
    return this.socket.send(message);
  }

  pingNow(): void {
    this.socket.pingNow();
  }

  async intend<Name extends IntentName>(name: Name, ...args: ArgumentsOf<Name>): Promise<boolean> {
    return (await this.answerOf(this.intents.intend(name, ...args))) === "done";
  }

  submit<Name extends IntentName>(name: Name, args: IntentArgs[Name]): Promise<Answer> {
    return this.answerOf(this.intents.submit(name, args, this.isConnected));
  }

  rerender(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    queueMicrotask(() => this.renderNow());
  }

  /** Renders with the next frame: for frequent changes. A hidden page has none, and renders once
   * a second. */
  rerenderSoon(): void {
    if (this.awaitsFrame) return;
    this.awaitsFrame = true;
    requestAnimationFrame(() => {
      this.awaitsFrame = false;
      this.renderNow();
    });
  }

  // Private: intents

  private async answerOf(answering: Promise<Answer>): Promise<Answer> {
    this.refusal = null;
    this.rerender();
    const answer = await answering;
    if (answer === "lost") this.showRefusal(this.strings.say("not_connected"));
    return answer;
  }

  // Private: the connection

  private opened(): void {
    this.lostAt = this.cutOffUntil = null;
    this.rerender();
  }

  private lost(): void {
    this.lostAt ??= performance.now();
    if (this.screen === null) this.watch.suspect();
    this.intents.connectionLost();
    this.spec.onConnectionLost?.();
    this.rerender();
  }

  private superseded(): void {
    this.intents.connectionLost();
    this.intents.dropKept();
    this.isSuperseded = true;
    this.forgetScreen();
    this.spec.onGivenUp?.();
    this.rerender();
  }

  /** Shows why, until the next connection: the screen before may not hold any more. */
  private cutOff(pause: number): void {
    this.cutOffUntil = performance.now() + pause;
    this.forgetScreen();
    this.rerender();
  }

  /** Nothing that was typed before a visit stays; what was sent off may still arrive. */
  private wentAway(): void {
    this.focusNext = true;
    // In a visit that may go on, what is being typed stays in the covered page.
    const mayGoOn = this.screen !== null && this.spec.away?.mayGoOn(this.screen);
    if (!mayGoOn) this.memory = undefined;
    this.spec.away?.began(this.screen);
    this.rerender();
  }

  private forgetScreen(): void {
    this.focusNext = true;
    this.screen = null;
    this.memory = undefined;
  }

  /** Shows nothing of anybody any more, and loads the page again. */
  private notAdmitted(): void {
    this.intents.connectionLost();
    this.intents.dropKept();
    this.spec.onGivenUp?.();
    this.lostAt = performance.now();
    this.forgetScreen();
    this.rerender();
    window.setTimeout(() => void loadAgainSoon(), untilLoadingAgain());
  }

  private takeOver(): void {
    this.isSuperseded = false;
    this.isTakingOver = true;
    this.socket.connect();
    this.rerender();
  }

  // Private: messages

  private received(message: ServerMessage<Screen>): void {
    this.watch.heard();
    switch (message.type) {
      case "ui_strings":
        this.strings.replace(message.strings);
        this.nameLanguage(message.lang);
        break;
      case "screen":
        this.showScreen(message.screen);
        break;
      case "done":
        this.intents.answered(message.reply_to, "done");
        break;
      case "error":
        this.refused(message.reply_to, message.code, message.message);
        break;
      case "pong":
        break;
      case "media.relays":
        this.relays.receive(message);
        return;
      default:
        this.spec.onMedia?.(message);
        this.rerenderSoon();
        return;
    }
    this.rerender();
  }

  /** Names the language of the page, but does not take the name of one into which a browser has
   * translated it. */
  private nameLanguage(language: string): void {
    if (language !== this.language) document.documentElement.lang = this.language = language;
  }

  private showScreen(screen: Screen): void {
    const isSame = screen.name === this.screen?.name;
    if (!isSame) {
      this.memory = undefined;
      this.refusal = null;
      this.focusNext = true;
    }
    this.screen = screen;
    this.intents.screenChanged(isSame);
    if (this.isTakingOver) {
      this.isTakingOver = false;
      if (screen.name === "superseded" || screen.name === "elsewhere") {
        void this.intend("take_over");
      }
    }
    this.spec.onScreen?.(screen);
  }

  private refused(replyTo: string | null, code: string, sentence: string): void {
    if (replyTo !== null) {
      this.showRefusal(sentence);
      this.intents.answered(replyTo, "refused");
    } else if (code.startsWith("media_") || code === "not_allowed_now") {
      this.spec.onMediaRefused?.();
    }
  }

  private showRefusal(sentence: string): void {
    this.refusal = sentence;
    this.refusedAt = performance.now();
    this.rerender();
  }

  // Private: rendering

  private renderNow(): void {
    this.isScheduled = false;
    this.keyHandler = null;
    this.rendering.show(
      html`${renderLine("connection", this.connectionLine())}${this.renderScreen()}${renderLine("refusal", this.refusalLine())}`,
    );
    this.nameDocument();
    if (this.focusNext) this.focusTitle();
    this.spec.onRendered?.();
  }

  private renderScreen(): TemplateResult {
    const { strings } = this;
    if (this.isSuperseded)
      return this.named(
        "superseded",
        renderTaken(strings, () => this.takeOver()),
      );
    if (this.cutOffUntil !== null) {
      const left = this.cutOffUntil - performance.now();
      return this.named("cut-off", renderCutOff(strings, left));
    }
    if (this.spec.away && this.isCovered(this.spec.away)) return this.renderAway(this.spec.away);
    if (this.screen)
      return this.named(this.screen.name, this.spec.render(this.screen, this.renderContext()));
    return this.named("connecting", renderConnecting(strings, this.lostFor()));
  }

  /** Names the screen that is shown. */
  private named(name: string, content: TemplateResult): TemplateResult {
    this.root.dataset["screen"] = name;
    return content;
  }

  private isCovered(away: AwaySpec<Screen>): boolean {
    return this.watch.isAway && !(this.screen !== null && away.goesOn(this.screen));
  }

  /** A visit that may go on stays in the page, where nobody sees it or reaches it. */
  private renderAway(away: AwaySpec<Screen>): TemplateResult {
    const context = this.renderContext();
    const kept =
      this.screen !== null && away.mayGoOn(this.screen)
        ? html`<div class="v-covered" inert>${this.spec.render(this.screen, context)}</div>`
        : nothing;
    this.keyHandler = null;
    return this.named("away", html`${away.render(this.screen, context)}${kept}`);
  }

  private connectionLine(): string | null {
    const { away } = this.spec;
    if (this.screen === null || this.lostFor() <= PATIENCE_MS) return null;
    if (!away || !this.watch.isAway) return this.strings.say("restoring");
    return this.isCovered(away) ? null : this.strings.say(away.sentence);
  }

  /** Returns null where the screen itself says why something was refused. */
  private refusalLine(): string | null {
    const isSaid = this.screen !== null && "refusal" in this.screen && this.screen.refusal !== null;
    if (performance.now() - this.refusedAt > REFUSAL_SHOWN_MS) this.refusal = null;
    return isSaid ? null : this.refusal;
  }

  private renderContext(): RenderContext {
    return {
      strings: this.strings,
      clock: this.clock,
      isConnected: this.isConnected,
      intend: (name, ...args) => this.intend(name, ...args),
      submit: (name, args) => this.submit(name, args),
      isBusy: (name) => this.intents.isBusy(name),
      remember: <Memory>(make: () => Memory) => (this.memory ??= make()) as Memory,
      onKey: (handler) => (this.keyHandler = handler),
      rerender: () => this.rerender(),
    };
  }

  private get connection(): Connection {
    return { silentFor: this.socket.silentFor, lostFor: this.lostFor() };
  }

  private lostFor(): number {
    return this.lostAt === null ? 0 : performance.now() - this.lostAt;
  }

  /** Begins a new screen at its heading, for eyes and for screen readers. */
  private focusTitle(): void {
    const title = this.root.querySelector("h1");
    if (!title) return;
    this.focusNext = false;
    title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  /** Sets the title of the page, which also changes with the language, without a new screen. */
  private nameDocument(): void {
    const name = this.root.querySelector("h1")?.textContent?.trim();
    if (name && name !== document.title) document.title = name;
  }
}
