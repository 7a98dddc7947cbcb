// Locks a page of staff that nobody uses, and asks before. The server decides: other pages of the
// same sign-in count too.
import { LockPanel, lockData } from "./panel";

const CHECK_EVERY_MS = 1000;
/** Activity is reported at most so often. */
const REPORT_EVERY_MS = 60_000;
/** While the page asks, more often. */
const ANSWERS_EVERY_MS = 1000;
/** So long before the lock, the server is asked about the other pages, at most so often. */
const ASKS_BEFORE_MS = 120_000;
const LOOKS_EVERY_MS = 10_000;
const LOCKED = 423;

interface State {
  locked: boolean;
  /** It is locked soon, unless somebody does something. */
  soon: boolean;
  /** The last sign-in is too long ago. */
  old: boolean;
  seconds: number | null;
}

class IdlePage {
  private readonly panel = new LockPanel({
    unlocked: () => void this.ask("GET"),
    stay: () => this.touched(),
  });
  private lockedFrom: number;
  private reportedAt = Date.now();
  private askedAt = 0;

  constructor(
    private readonly url: string,
    seconds: number,
  ) {
    this.lockedFrom = Date.now() + seconds * 1000;
  }

  // Lifecycle

  start(): void {
    window.setInterval(() => this.check(), CHECK_EVERY_MS);
    for (const event of ["pointermove", "pointerdown", "keydown", "wheel"])
      window.addEventListener(event, () => this.touched(), { passive: true });
    document.addEventListener("visibilitychange", () => this.check());
    // A form that is sent off a page which has slept would be refused.
    document.addEventListener("submit", (event) => this.keepForm(event), { capture: true });
    document.addEventListener("htmx:responseError", (event) => {
      const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
      if (xhr.status === LOCKED) void this.ask("GET");
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) void this.ask("GET");
    });
  }

  // Private

  private get left(): number {
    return this.lockedFrom - Date.now();
  }

  private check(): void {
    if (this.left > ASKS_BEFORE_MS && !this.panel.isShown) return this.panel.ask(false);
    if (this.left <= 0 && !this.panel.isShown) this.panel.lock({ isOld: false });
    if (document.visibilityState === "hidden" && this.panel.isShown) return;
    if (Date.now() - this.askedAt >= LOOKS_EVERY_MS) void this.ask("GET");
  }

  private touched(): void {
    if (this.panel.isShown || this.left <= 0) return;
    const pause = this.panel.isAsking ? ANSWERS_EVERY_MS : REPORT_EVERY_MS;
    if (Date.now() - this.reportedAt < pause) return;
    void this.ask("POST");
  }

  private keepForm(event: Event): void {
    const form = event.target;
    const isOurs = form instanceof HTMLFormElement && form.closest(".p-lock") !== null;
    if (isOurs || this.left > 0) return;
    event.preventDefault();
    this.check();
  }

  /** Asks for the state; with POST it says that somebody is here. */
  private async ask(method: "GET" | "POST"): Promise<void> {
    this.askedAt = Date.now();
    if (method === "POST") this.reportedAt = this.askedAt;
    const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value;
    try {
      const answer = await fetch(this.url, {
        method,
        headers: { Accept: "application/json", "X-CSRFToken": token ?? "" },
      });
      if (answer.redirected || !answer.ok) return location.reload(); // signed out elsewhere
      this.show((await answer.json()) as State);
    } catch {
      // No connection: the page is locked at the time that it knows.
    }
  }

  private show({ locked, soon, old, seconds }: State): void {
    if (seconds !== null) this.lockedFrom = Date.now() + seconds * 1000;
    if (locked) return this.panel.lock({ isOld: old });
    this.panel.unlock();
    this.panel.ask(soon);
  }
}

const { state, seconds } = lockData();
if (state) new IdlePage(state, Number(seconds)).start();
