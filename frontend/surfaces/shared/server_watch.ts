// Whether the server is away. A silent socket alone does not tell: the page asks the server itself.

/** After so much silence the server is asked. It answers a ping every ten seconds. */
const SILENT_MS = 15_000;
const ASKS_EVERY_MS = 8_000;
const ANSWERS_WITHIN_MS = 4_000;
/** So many questions without an answer: one may get lost, and a server that restarts misses one. */
const UNANSWERED = 2;
/** Without a connection for so long, the page is of no use even if the server answers. */
const USELESS_AFTER_MS = 60_000;
const SERVER_ERROR = 500;

/** Asks the server whether it is there. A proxy that says that it is not is no answer. */
export async function askServer(): Promise<boolean> {
  const giveUp = new AbortController();
  const timer = window.setTimeout(() => giveUp.abort(), ANSWERS_WITHIN_MS);
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: giveUp.signal });
    return answer.status < SERVER_ERROR;
  } catch {
    return false;
  } finally {
    window.clearTimeout(timer);
  }
}

export interface Connection {
  /** For how long the server has sent nothing, in milliseconds. */
  silentFor: number;
  /** For how long there is no connection, in milliseconds; 0 while there is one. */
  lostFor: number;
}

export class ServerWatch {
  isAway = false;
  private unanswered = 0;
  private isSuspected = false;
  private isAsking = false;
  private nextAt = 0;

  constructor(
    private readonly becameAway: () => void,
    private readonly ask: () => Promise<boolean> = askServer,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The server has sent something. */
  heard(): void {
    this.isAway = this.isSuspected = false;
    this.unanswered = this.nextAt = 0;
  }

  /** Something says that the server may be away: it is asked without waiting for the silence. */
  suspect(): void {
    this.isSuspected = true;
  }

  /** Called once a second. */
  look({ silentFor, lostFor }: Connection): void {
    if (this.isAway) return;
    if (lostFor >= USELESS_AFTER_MS) return this.begin();
    const isDoubtful = this.isSuspected || silentFor >= SILENT_MS;
    if (isDoubtful && !this.isAsking && this.now() >= this.nextAt) void this.askNow();
  }

  private async askNow(): Promise<void> {
    this.isAsking = true;
    this.nextAt = this.now() + ASKS_EVERY_MS;
    const isThere = await this.ask();
    this.isAsking = false;
    // It was heard meanwhile.
    if (this.nextAt === 0) return;
    this.isSuspected &&= !isThere;
    this.unanswered = isThere ? 0 : this.unanswered + 1;
    if (this.unanswered >= UNANSWERED) this.begin();
  }

  private begin(): void {
    this.isAway = true;
    this.becameAway();
  }
}
