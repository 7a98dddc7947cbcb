// The connection to the server: kept alive, and opened again when it is lost.
import type { ServerClock } from "./clock";
import { CLOSED_NOT_ADMITTED, CLOSED_SUPERSEDED, CLOSED_TOO_MUCH } from "./protocol";
import type { BrowserMessage, Ping, ServerMessage } from "./protocol";
import { isReachable, onNetworkChange } from "./reachable";

const PING_EVERY_MS = 10_000;
const SILENCE_IS_LOSS_MS = 25_000;
const CONNECT_WITHIN_MS = 6_000;
/** After the device may have slept, the server must answer within this time. */
const ANSWERS_WITHIN_MS = 2_500;
/** So long a connection may be silent before another way to the server is tried. */
const DEAF_AFTER_MS = 700;
const CHECK_EVERY_MS = 1_000;
const DELAYS_MS = [200, 500, 1000, 2000, 3000];
const JITTER = 0.3;
/** After so long a connection was good. One that ends sooner makes the next delay longer. */
const STEADY_AFTER_MS = 10_000;
const SHORTEST_PAUSE_S = 5;
const LONGEST_PAUSE_S = 600;

/** Returns how many milliseconds to wait before this attempt (counted from 0) to connect again. */
export function delayBefore(attempt: number, random: number): number {
  const delay = DELAYS_MS[Math.min(attempt, DELAYS_MS.length - 1)] ?? 3000;
  return delay * (1 + random * JITTER);
}

/** Returns the milliseconds to wait after the server has said for how many seconds. */
export function pauseOf(reason: string, random: number): number {
  const seconds = Number.parseInt(reason, 10) || SHORTEST_PAUSE_S;
  const within = Math.min(Math.max(seconds, SHORTEST_PAUSE_S), LONGEST_PAUSE_S);
  return within * 1000 * (1 + random * JITTER);
}

/** What a ping says in addition to that the page is open. */
export type PingDetails = Pick<Ping, "visible" | "watching">;

export interface SocketListener<Screen> {
  opened(): void;
  lost(): void;
  superseded(): void;
  notAdmitted(): void;
  /** This page sent too much. It connects again by itself after so many milliseconds. */
  cutOff(pause: number): void;
  received(message: ServerMessage<Screen>): void;
  pingDetails?(): PingDetails;
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, CHECK_EVERY_MS));
}

export class Socket<Screen> {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private pingedAt: number | null = null;
  private nextPingAt = 0;
  private heardAt = 0;
  /** When the server has sent something; not when a connection was begun. */
  private toldAt = performance.now();
  private mustAnswerBy = Infinity;
  private openedAt: number | null = null;
  private pausedUntil = 0;
  private askedAt: number | null = null;
  private touched = false;
  /** The timer until the next attempt, if there will be one. */
  private retry: number | null = null;

  constructor(
    private readonly url: string,
    private readonly clock: ServerClock,
    private readonly listener: SocketListener<Screen>,
  ) {
    window.setInterval(() => this.checkConnection(), CHECK_EVERY_MS);
    onNetworkChange(() => (this.socket ? this.ask() : this.connectSoon()));
    for (const sign of ["pointerdown", "pointermove", "keydown"]) {
      window.addEventListener(sign, () => (this.touched = true), { passive: true });
    }
  }

  // Lifecycle

  connect(): void {
    this.stopWaiting();
    if (this.socket) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.heardAt = performance.now();
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.openedAt = this.heardAt = performance.now();
      this.listener.opened();
      this.ping();
    };
    // A socket that was given up may still send.
    socket.onmessage = (event) => {
      if (this.socket === socket) this.heard(event.data as string);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.ended(event.code, event.reason);
    };
  }

  /**
   * Asks for a sign of life. If none comes while a new connection to the server is possible, this
   * one belongs to a network that is gone, and is replaced if it is needed. If neither is possible,
   * it is kept: the path may come back.
   */
  ask(isNeeded: () => Promise<boolean> = () => Promise.resolve(true)): void {
    if (!this.isOpen || this.askedAt !== null) return;
    this.askedAt = performance.now();
    this.ping();
    window.setTimeout(() => void this.lookForAnswer(isNeeded), DEAF_AFTER_MS);
  }

  /** Checks the connection, or connects without delay: the device may have slept, and a connection
   * that ended meanwhile does not say so. */
  wake(): void {
    if (!this.socket) return this.connectSoon();
    if (!this.isOpen) return;
    this.mustAnswerBy = Math.min(this.mustAnswerBy, performance.now() + ANSWERS_WITHIN_MS);
    this.ping();
    window.setTimeout(() => this.checkConnection(), ANSWERS_WITHIN_MS + 1);
  }

  /** Ends the connection until `connect` is called. */
  disconnect(): void {
    this.stopWaiting();
    const socket = this.socket;
    this.forget();
    socket?.close();
  }

  // Actions

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** For how long the server has sent nothing, in milliseconds. */
  get silentFor(): number {
    return performance.now() - this.toldAt;
  }

  /** Returns false without a connection: nothing is kept for later, since it would be stale. */
  send(message: BrowserMessage): boolean {
    if (!this.socket || this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** When the server was heard last, by `performance.now()`. */
  get lastHeardAt(): number {
    return this.heardAt;
  }

  /** Sends the next ping immediately. */
  pingNow(): void {
    if (this.isOpen) this.ping();
  }

  // Private

  private heard(text: string): void {
    this.heardAt = this.toldAt = performance.now();
    this.mustAnswerBy = Infinity;
    const message = JSON.parse(text) as ServerMessage<Screen>;
    if (message.type === "pong") {
      if (this.pingedAt !== null) this.clock.heardAnswer(message.now, this.pingedAt);
      this.pingedAt = null;
      return;
    }
    if (message.type === "screen") this.clock.heard(message.now);
    this.listener.received(message);
  }

  private async lookForAnswer(isNeeded: () => Promise<boolean>): Promise<void> {
    const silent = this.socket;
    const isDeaf = (): boolean =>
      silent !== null && silent === this.socket && this.heardAt < (this.askedAt ?? 0);
    while (isDeaf()) {
      if (!(await isReachable())) continue;
      if ((await isNeeded()) && isDeaf()) this.giveUp(silent as WebSocket);
      else await aMoment();
    }
    this.askedAt = null;
  }

  private checkConnection(): void {
    if (!this.socket) return;
    const now = performance.now();
    const patience = this.isOpen ? SILENCE_IS_LOSS_MS : CONNECT_WITHIN_MS;
    if (now - this.heardAt > patience || now > this.mustAnswerBy) this.giveUp(this.socket);
    else if (this.isOpen && now >= this.nextPingAt) this.ping();
  }

  private ping(): void {
    this.pingedAt = performance.now();
    this.nextPingAt = this.pingedAt + PING_EVERY_MS;
    const touched = this.touched ? ({ touched: true } as const) : {};
    this.send({ type: "ping", ...touched, ...this.listener.pingDetails?.() });
    this.touched = false;
  }

  /** Closes a silent connection, which may never report by itself that it is closed. */
  private giveUp(silent: WebSocket): void {
    this.forget();
    silent.close();
    this.listener.lost();
    this.connectLater();
  }

  private ended(code: number, reason: string): void {
    this.forget();
    if (code === CLOSED_NOT_ADMITTED) return this.listener.notAdmitted();
    if (code === CLOSED_SUPERSEDED) return this.listener.superseded();
    this.listener.lost();
    if (code === CLOSED_TOO_MUCH) return this.pause(pauseOf(reason, Math.random()));
    this.connectLater();
  }

  /** Forgets the connection, and how often it was tried to make one that lasts. */
  private forget(): void {
    const lasted = this.openedAt === null ? 0 : performance.now() - this.openedAt;
    if (lasted >= STEADY_AFTER_MS) this.attempt = 0;
    this.socket = this.openedAt = null;
    this.mustAnswerBy = Infinity;
  }

  private pause(milliseconds: number): void {
    this.pausedUntil = performance.now() + milliseconds;
    this.connectIn(milliseconds);
    this.listener.cutOff(milliseconds);
  }

  private connectLater(): void {
    this.connectIn(delayBefore(this.attempt++, Math.random()));
  }

  private connectIn(milliseconds: number): void {
    this.stopWaiting();
    this.retry = window.setTimeout(() => this.connect(), milliseconds);
  }

  private stopWaiting(): void {
    if (this.retry !== null) window.clearTimeout(this.retry);
    this.retry = null;
  }

  /** Does not wait for the next attempt, if there will be one. */
  private connectSoon(): void {
    if (this.retry === null || performance.now() < this.pausedUntil) return;
    this.attempt = 0;
    this.connectLater();
  }
}
