// What the person wants, on its way to the server: sent once, and answered once.
import type { BrowserMessage, IntentArgs, IntentName } from "../../call/protocol";

/** `lost`: nobody knows whether it arrived, or it was not sent at all. */
export type Answer = "done" | "refused" | "lost";

/** One that needs no arguments. */
export type BareIntent = {
  [Name in IntentName]: keyof IntentArgs[Name] extends never ? Name : never;
}[IntentName];

/** What has to be given along with an intent: nothing where it has no arguments. */
export type ArgumentsOf<Name extends IntentName> = Name extends BareIntent
  ? [args?: IntentArgs[Name]]
  : [args: IntentArgs[Name]];

interface Sent {
  name: IntentName;
  settle: (answer: Answer) => void;
}

interface Kept extends Sent {
  args: IntentArgs[IntentName];
  until: number;
}

/** Who typed something has left by then: their names are not to appear before the next one. */
const KEPT_FOR_MS = 60_000;

export class Intents {
  private readonly sent = new Map<string, Sent>();
  private kept: Kept | null = null;
  private counter = 0;

  constructor(
    private readonly send: (message: BrowserMessage) => boolean,
    private readonly now: () => number = () => performance.now(),
  ) {}

  // Actions

  /** Sends it now or never. */
  intend<Name extends IntentName>(name: Name, ...[args]: ArgumentsOf<Name>): Promise<Answer> {
    return new Promise((settle) => this.sendNow({ name, settle }, args ?? {}));
  }

  /** Without a connection it is kept, and sent when the same screen is shown again. */
  submit<Name extends IntentName>(
    name: Name,
    args: IntentArgs[Name],
    isConnected: boolean,
  ): Promise<Answer> {
    if (isConnected) return new Promise((settle) => this.sendNow({ name, settle }, args));
    this.dropKept();
    return new Promise((settle) => {
      this.kept = { name, args, settle, until: this.now() + KEPT_FOR_MS };
    });
  }

  isBusy(name: IntentName): boolean {
    return this.kept?.name === name || [...this.sent.values()].some((one) => one.name === name);
  }

  answered(id: string, answer: Answer): void {
    this.sent.get(id)?.settle(answer);
    this.sent.delete(id);
  }

  /** The server has told its screen: what was kept for it goes out, unless it is another one. */
  screenChanged(isSameScreen: boolean): void {
    const kept = this.kept;
    this.kept = null;
    if (!kept) return;
    if (isSameScreen && this.now() < kept.until) this.sendNow(kept, kept.args);
    else kept.settle("lost");
  }

  /** What was sent may have arrived or not; what is kept stays. */
  connectionLost(): void {
    for (const id of [...this.sent.keys()]) this.answered(id, "lost");
  }

  /** Once in a while. */
  dropWhatIsStale(): void {
    if (this.kept && this.now() >= this.kept.until) this.dropKept();
  }

  dropKept(): void {
    this.kept?.settle("lost");
    this.kept = null;
  }

  // Private

  private sendNow({ name, settle }: Sent, args: IntentArgs[IntentName]): void {
    const id = String(++this.counter);
    if (this.send({ type: "intent", id, name, args })) this.sent.set(id, { name, settle });
    else settle("lost");
  }
}
