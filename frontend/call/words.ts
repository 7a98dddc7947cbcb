// The fixed words of a surface. Their sentences come from the server, in the person's language.
import type { WordKey } from "./protocol";

/** The keys of which there is a form for each kind of number; there is always a first one. */
export type CountedKey = WordKey extends infer Key
  ? Key extends `${infer Stem}_0`
    ? Stem
    : never
  : never;

export type Facts = Readonly<Record<string, string | number>>;

export class Words {
  constructor(private sentences: Readonly<Record<string, string>>) {}

  replace(sentences: Readonly<Record<string, string>>): void {
    this.sentences = sentences;
  }

  /** The sentence, with `{name}` and the like filled in. */
  say(key: WordKey, facts: Facts = {}): string {
    const sentence = this.sentences[key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (gap, name: string) => String(facts[name] ?? gap));
  }

  /** The form that the number takes in this language, with the number as `{n}`. */
  count(stem: CountedKey, n: number, facts: Facts = {}): string {
    return this.say(`${stem}_${this.formOf(n)}` as WordKey, { ...facts, n });
  }

  /** `number_forms` has a digit for each number below 200; then only the last two digits count. */
  private formOf(n: number): string {
    return this.say("number_forms").charAt(n < 200 ? n : 100 + (n % 100));
  }
}

/** The words that the page itself carries, for the time before there is a connection. */
export function wordsOfPage(): Words {
  const carried = document.getElementById("words")?.textContent ?? "";
  const parsed = JSON.parse(carried || "{}") as
    Record<string, string> | { words: Record<string, string> };
  return new Words(
    typeof parsed["words"] === "object" ? parsed["words"] : (parsed as Record<string, string>),
  );
}
