// Several adults came to this visit: the officer says for each whether it was their conduct.
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { RenderContext } from "../shared/surface";
import type { Terminating, TerminationChoice } from "./wall_state";
import { chosenBy, renderKey } from "./grounds";

const INMATE = "inmate";

export function renderOffenders(
  terminating: Terminating,
  context: RenderContext,
  end: (choice: TerminationChoice) => void,
): TemplateResult {
  const { strings } = context;
  const { adults, inmate, offenders } = terminating;
  return html`<ol class="v-choices">
      ${adults.map(({ person, name }, index) =>
        renderOffender(person, renderKey(index), name, "visitor", terminating, context),
      )}
      ${renderOffender(INMATE, html`<kbd aria-hidden="true">I</kbd>`, inmate, "inmate", terminating, context)}
    </ol>
    <p class="v-terminate__hint">${strings.say("terminate_offenders_hint")}</p>
    <button
      type="button"
      class="button button-end"
      data-end-now
      ?disabled=${!offenders.size || context.isBusy("terminate")}
      @click=${() => end(choiceOf(terminating))}
    >
      ${strings.say("terminate_now")} <kbd aria-hidden="true">T</kbd>
    </button>`;
}

function renderOffender(
  who: string,
  key: unknown,
  name: string,
  role: "visitor" | "inmate",
  terminating: Terminating,
  { strings, rerender }: RenderContext,
): TemplateResult {
  return html`<li>
    <button
      type="button"
      class="v-choice"
      data-offender=${who}
      aria-pressed=${terminating.offenders.has(who) ? "true" : "false"}
      @click=${() => {
        toggle(who, terminating);
        rerender();
      }}
    >
      ${key} <span>${name}<small>${strings.say(role)}</small></span>
    </button>
  </li>`;
}

/** Numbers and I choose, or take a choice back; T ends the visit. */
export function typeOffender(
  key: string,
  terminating: Terminating,
  end: (choice: TerminationChoice) => void,
): boolean {
  const letter = key.toLowerCase();
  const who = letter === "i" ? INMATE : chosenBy(key, terminating.adults)?.person;
  if (who) toggle(who, terminating);
  else if (letter === "t" && terminating.offenders.size) end(choiceOf(terminating));
  else return false;
  return true;
}

function toggle(who: string, { offenders }: Terminating): void {
  if (!offenders.delete(who)) offenders.add(who);
}

function choiceOf({ offenders }: Terminating): TerminationChoice {
  const persons = [...offenders].filter((who) => who !== INMATE);
  if (!persons.length) return { conduct: ["inmate"], persons };
  return { conduct: offenders.has(INMATE) ? ["visitor", "inmate"] : ["visitor"], persons };
}
