// The visit is over: why, what follows, and the next step.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { EndedScreen, Terminated } from "../../call/protocol";
import { intentButton, title } from "./parts";
import type { RenderContext } from "./surface";

export function renderEnded(screen: EndedScreen, context: RenderContext): TemplateResult {
  const { strings, clock } = context;
  const seconds = screen.until_at ? Math.ceil(clock.until(screen.until_at) / 1000) : 0;
  return html`<main class="v-page v-page--message v-ended" data-outcome=${screen.outcome}>
    ${title(screen.title)}
    ${screen.text ? html`<p class="v-lead">${screen.text}</p>` : nothing}
    ${screen.terminated ? renderTerminated(screen.terminated) : nothing}
    ${screen.next ? html`<p class="v-next">${screen.next}</p>` : nothing}
    <div class="v-actions">
      ${
        screen.home
          ? html`<a class="button" href=${screen.home}>${strings.say("go_home")}</a>`
          : intentButton(context, "finish", "finish")
      }
    </div>
    ${seconds > 0 ? html`<p class="quiet">${strings.count("clears_in", seconds)}</p>` : nothing}
  </main>`;
}

function renderTerminated({ ground, consequences, review }: Terminated): TemplateResult {
  return html`<div class="v-terminated">
    <p><strong>${ground}</strong></p>
    ${consequences.map((sentence) => html`<p>${sentence}</p>`)}
    <p>${review}</p>
  </div>`;
}
