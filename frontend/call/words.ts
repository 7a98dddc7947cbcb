// The fixed words of a surface. Their sentences come from the server, in the person's language.
import type { WordKey } from "./protocol";

/** The keys of which there is a form for one and a form for several. */
export type CountedKey = WordKey extends infer Key
  ? Key extends `${infer Stem}_one`
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

  /** The form for one or for several, with the number as `{n}`. */
  count(stem: CountedKey, n: number, facts: Facts = {}): string {
    return this.say(`${stem}_${n === 1 ? "one" : "other"}` as WordKey, { ...facts, n });
  }
}

/** The words that the page itself carries, for the time before there is a connection. */
export function wordsOfPage(): Words {
  const carried = document.getElementById("words")?.textContent ?? "";
  const parsed = JSON.parse(carried || "{}") as
    | Record<string, string>
    | { words: Record<string, string> };
  return new Words(
    typeof parsed["words"] === "object" ? parsed["words"] : (parsed as Record<string, string>),
  );
}
