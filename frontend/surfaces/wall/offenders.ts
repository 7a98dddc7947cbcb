// Several adults came to this visit: whose conduct it was is said of each alone.
import { html } from "lit";
import type { TemplateResult } from "lit";

import type { Scene } from "../shared/surface";
import type { Terminating, Verdict } from "./desk";
import { chosenBy, drawKey } from "./grounds";

const INMATE = "inmate";

export function drawOffenders(
  terminating: Terminating,
  scene: Scene,
  end: (verdict: Verdict) => void,
): TemplateResult {
  const { words } = scene;
  const { adults, inmate, offenders } = terminating;
  return html`<ol class="v-choices">
      ${adults.map(({ person, name }, index) =>
        drawOffender(person, drawKey(index), name, "visitor", terminating, scene),
      )}
      ${drawOffender(INMATE, html`<kbd aria-hidden="true">I</kbd>`, inmate, "inmate", terminating, scene)}
    </ol>
    <p class="v-terminate__hint">${words.say("terminate_offenders_hint")}</p>
    <button
      type="button"
      class="button button-end"
      data-end-now
      ?disabled=${!offenders.size || scene.isBusy("terminate")}
      @click=${() => end(verdictOn(terminating))}
    >
      ${words.say("terminate_now")} <kbd aria-hidden="true">T</kbd>
    </button>`;
}

function drawOffender(
  who: string,
  key: unknown,
  name: string,
  role: "visitor" | "inmate",
  terminating: Terminating,
  { words, redraw }: Scene,
): TemplateResult {
  return html`<li>
    <button
      type="button"
      class="v-choice"
      data-offender=${who}
      aria-pressed=${terminating.offenders.has(who) ? "true" : "false"}
      @click=${() => {
        turn(who, terminating);
        redraw();
      }}
    >
      ${key} <span>${name}<small>${words.say(role)}</small></span>
    </button>
  </li>`;
}

/** Numbers and I choose, or take the choice back; T ends the visit. */
export function typeOffender(
  key: string,
  terminating: Terminating,
  end: (verdict: Verdict) => void,
): boolean {
  const letter = key.toLowerCase();
  const who = letter === "i" ? INMATE : chosenBy(key, terminating.adults)?.person;
  if (who) turn(who, terminating);
  else if (letter === "t" && terminating.offenders.size) end(verdictOn(terminating));
  else return false;
  return true;
}

function turn(who: string, { offenders }: Terminating): void {
  if (!offenders.delete(who)) offenders.add(who);
}

function verdictOn({ offenders }: Terminating): Verdict {
  const persons = [...offenders].filter((who) => who !== INMATE);
  if (!persons.length) return { conduct: "inmate", persons };
  return { conduct: offenders.has(INMATE) ? "both" : "visitor", persons };
}
