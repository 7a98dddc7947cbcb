// What somebody types into the text line, until the server has it.
import type { Answer } from "./intents";

export interface SentLine {
  key: string;
  text: string;
}

/** Sends a line; resolves when it is answered, or when it is not known whether it arrived. */
export type SendLine = (line: SentLine) => Promise<Answer>;

/** A line whose answer was lost may have been written: with the same key it is written once. */
const TRIES = 2;
const KEY_BYTES = 12;

export class TextDraft {
  text = "";
  isSending = false;
  private tried: SentLine | null = null;

  get isEmpty(): boolean {
    return this.text.trim() === "";
  }

  /** Sends what was typed. It stays in the field unless it was written. */
  async send(send: SendLine): Promise<void> {
    if (this.isEmpty || this.isSending) return;
    this.isSending = true;
    const answer = await this.tryAgain(send, this.numbered());
    this.isSending = false;
    if (answer !== "done") return;
    this.text = "";
    this.tried = null;
  }

  private async tryAgain(send: SendLine, line: SentLine): Promise<Answer> {
    let answer: Answer = "lost";
    for (let tries = 0; tries < TRIES && answer === "lost"; tries++) answer = await send(line);
    return answer;
  }

  /** The line, with the key that it had the last time if it is the same. */
  private numbered(): SentLine {
    const text = this.text.trim();
    if (this.tried?.text !== text) this.tried = { key: newKey(), text };
    return this.tried;
  }
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
