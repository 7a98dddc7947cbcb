// Intents on their way to the server: each is sent once, and answered once.
import type { BrowserMessage, IntentArgs, IntentName } from "../../call/protocol";

/** `lost`: it is not known whether it arrived, or it was not sent at all. */
export type Answer = "done" | "refused" | "lost";

/** The intents without arguments. */
export type BareIntent = {
  [Name in IntentName]: keyof IntentArgs[Name] extends never ? Name : never;
}[IntentName];

/** The arguments of an intent; none for an intent without arguments. */
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

/** After this time the person has left, and the next one must not see their names. */
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

  /** Sends an intent now or never. */
  intend<Name extends IntentName>(name: Name, ...[args]: ArgumentsOf<Name>): Promise<Answer> {
    return new Promise((settle) => this.sendNow({ name, settle }, args ?? {}));
  }

  /** Sends an intent; without a connection it is kept until the same screen comes again. */
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

  /** A screen has come: sends what was kept for it, and drops that for another one. */
  screenChanged(isSameScreen: boolean): void {
    const kept = this.kept;
    this.kept = null;
    if (!kept) return;
    if (isSameScreen && this.now() < kept.until) this.sendNow(kept, kept.args);
    else kept.settle("lost");
  }

  /** Marks what was sent as lost, since it may not have arrived; what is kept stays. */
  connectionLost(): void {
    for (const id of [...this.sent.keys()]) this.answered(id, "lost");
  }

  /** Called now and then. */
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
