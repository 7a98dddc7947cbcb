// Choices by number key, such as the grounds of the visit's facility.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Ground, WallScreen } from "../../call/protocol";

/** So many choices have a key; the others are clicked. */
const MOST_KEYS = 9;

export function groundsOf(
  { facility }: { facility: string },
  screen: WallScreen,
): readonly Ground[] {
  return screen.grounds[facility] ?? [];
}

export function chosenBy<Choice>(key: string, choices: readonly Choice[]): Choice | undefined {
  return /^[1-9]$/.test(key) ? choices[Number(key) - 1] : undefined;
}

export function renderKey(index: number): TemplateResult | typeof nothing {
  return index < MOST_KEYS ? html`<kbd aria-hidden="true">${index + 1}</kbd>` : nothing;
}
