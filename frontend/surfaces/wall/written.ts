// What the two sides of the opened visit write to each other, the latest line at the end.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { LineRead, VisitDetail } from "../../call/protocol";
import type { UiStrings } from "../../call/ui_strings";

export function renderWritten(detail: VisitDetail | null, strings: UiStrings): TemplateResult {
  const lines = detail?.lines ?? [];
  return html`<section class="v-written" aria-labelledby="written-title">
    <h3 id="written-title">${strings.say("written_lines")}</h3>
    <div class="v-written__lines" tabindex="0" role="log" aria-labelledby="written-title">
      <ul>
        ${repeat(
          lines,
          ({ id }) => id,
          (line) => renderLine(line, strings),
        )}
      </ul>
    </div>
    ${lines.length ? nothing : html`<p class="quiet">${strings.say("written_none")}</p>`}
  </section>`;
}

function renderLine({ at, time, side, name, text }: LineRead, strings: UiStrings): TemplateResult {
  return html`<li data-side=${side}>
    <time datetime=${at}>${time}</time>
    <span><strong translate="no">${name}</strong> (${strings.say(side)}):</span>
    <span dir="auto">${text}</span>
  </li>`;
}
