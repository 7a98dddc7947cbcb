// The connection to the server: kept alive, and opened again when it is lost.
import type { ServerClock } from "./clock";
import { CLOSED_NOT_ADMITTED, CLOSED_SUPERSEDED } from "./protocol";
import type { BrowserMessage, Ping, ServerMessage } from "./protocol";

const PING_EVERY_MS = 10_000;
const SILENCE_IS_LOSS_MS = 25_000;
const CONNECT_WITHIN_MS = 6_000;
const CHECK_EVERY_MS = 1_000;
const DELAYS_MS = [200, 500, 1000, 2000, 3000];
const JITTER = 0.3;

/** Returns how many milliseconds to wait before this attempt (counted from 0) to connect again. */
export function delayBefore(attempt: number, random: number): number {
  const delay = DELAYS_MS[Math.min(attempt, DELAYS_MS.length - 1)] ?? 3000;
  return delay * (1 + random * JITTER);
}

/** What a ping says in addition to that the page is open. */
export type PingDetails = Pick<Ping, "visible" | "watching">;

export interface SocketListener<Screen> {
  opened(): void;
  lost(): void;
  superseded(): void;
  notAdmitted(): void;
  received(message: ServerMessage<Screen>): void;
  pingDetails?(): PingDetails;
}

export class Socket<Screen> {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private pingedAt: number | null = null;
  private nextPingAt = 0;
  private heardAt = 0;
  private touched = false;
  private retry = 0;

  constructor(
    private readonly url: string,
    private readonly clock: ServerClock,
    private readonly listener: SocketListener<Screen>,
  ) {
    window.setInterval(() => this.checkConnection(), CHECK_EVERY_MS);
    window.addEventListener("online", () => this.connectSoon());
    for (const sign of ["pointerdown", "pointermove", "keydown"]) {
      window.addEventListener(sign, () => (this.touched = true), { passive: true });
    }
  }

  // Lifecycle

  connect(): void {
    window.clearTimeout(this.retry);
    if (this.socket) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.heardAt = performance.now();
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.attempt = 0;
      this.heardAt = performance.now();
      this.listener.opened();
      this.ping();
    };
    // A socket that was given up may still send.
    socket.onmessage = (event) => {
      if (this.socket === socket) this.heard(event.data as string);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.ended(event.code);
    };
  }

  // Actions

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Returns false without a connection: nothing is kept for later, since it would be stale. */
  send(message: BrowserMessage): boolean {
    if (!this.socket || this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends the next ping immediately. */
  pingNow(): void {
    if (this.isOpen) this.ping();
  }

  // Private

  private heard(text: string): void {
    this.heardAt = performance.now();
    const message = JSON.parse(text) as ServerMessage<Screen>;
    if (message.type === "pong") {
      if (this.pingedAt !== null) this.clock.heardAnswer(message.now, this.pingedAt);
      this.pingedAt = null;
      return;
    }
    if (message.type === "screen") this.clock.heard(message.now);
    this.listener.received(message);
  }

  private checkConnection(): void {
    if (!this.socket) return;
    const now = performance.now();
    const patience = this.isOpen ? SILENCE_IS_LOSS_MS : CONNECT_WITHIN_MS;
    if (now - this.heardAt > patience) this.giveUp(this.socket);
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
    this.socket = null;
    silent.close();
    this.listener.lost();
    this.connectLater();
  }

  private ended(code: number): void {
    this.socket = null;
    if (code === CLOSED_NOT_ADMITTED) return this.listener.notAdmitted();
    if (code === CLOSED_SUPERSEDED) return this.listener.superseded();
    this.listener.lost();
    this.connectLater();
  }

  private connectLater(): void {
    window.clearTimeout(this.retry);
    this.retry = window.setTimeout(
      () => this.connect(),
      delayBefore(this.attempt++, Math.random()),
    );
  }

  private connectSoon(): void {
    if (this.socket || !this.attempt) return;
    this.attempt = 0;
    this.connectLater();
  }
}
