// The fixed texts of a surface. Their sentences come from the server, in the person's language.
import type { UiStringKey } from "./protocol";

/** The keys of sentences with plural forms. The first form always exists. */
export type PluralKey = UiStringKey extends infer Key
  ? Key extends `${infer Stem}_0`
    ? Stem
    : never
  : never;

export type Facts = Readonly<Record<string, string | number>>;

export class UiStrings {
  constructor(private sentences: Readonly<Record<string, string>>) {}

  replace(sentences: Readonly<Record<string, string>>): void {
    this.sentences = sentences;
  }

  /** The sentence, with `{name}` and the like filled in. */
  say(key: UiStringKey, facts: Facts = {}): string {
    const sentence = this.sentences[key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (gap, name: string) => String(facts[name] ?? gap));
  }

  /** The form that the number takes in this language, with the number as `{n}`. */
  count(stem: PluralKey, n: number, facts: Facts = {}): string {
    return this.say(`${stem}_${this.formOf(n)}` as UiStringKey, { ...facts, n });
  }

  /** `number_forms` has a digit for each number below 200; then only the last two digits count. */
  private formOf(n: number): string {
    return this.say("number_forms").charAt(n < 200 ? n : 100 + (n % 100));
  }
}

/** The texts that the page itself carries, for the time before there is a connection. */
export function uiStringsOfPage(): UiStrings {
  const carried = document.getElementById("ui-strings")?.textContent ?? "";
  const parsed = JSON.parse(carried || "{}") as
    Record<string, string> | { strings: Record<string, string> };
  return new UiStrings(
    typeof parsed["strings"] === "object" ? parsed["strings"] : (parsed as Record<string, string>),
  );
}
