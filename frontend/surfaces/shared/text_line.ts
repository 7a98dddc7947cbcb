// The text line: the choice of one before the visit, and what both write under the picture.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { LONGEST_LINE } from "../../call/protocol";
import type { Line, LiveScreen, TextLine, TextLineChoice } from "../../call/protocol";
import type { UiStrings } from "../../call/ui_strings";
import { icon } from "./icons";
import { renderKeyboard, renderKeyboardSwitch } from "./keyboard";
import type { Keyboard } from "./keyboard";
import type { CallContext } from "./person";
import type { RenderContext } from "./surface";
import type { TextDraft } from "./text_draft";

/** The number of letters that are left is shown when it is as small as this. */
const FEW = 40;
const FIELD = "text-line";

/** A switch: write in the visit, in addition to sound and picture. */
export function textLineChoice(choice: TextLineChoice, context: RenderContext): TemplateResult {
  const turn = (): void => void context.intend("ask_for_text_line", { wanted: !choice.wanted });
  return html`<div class="v-choice-to-write">
    <button
      type="button"
      class="v-toggle v-toggle--write"
      aria-pressed=${choice.wanted ? "true" : "false"}
      aria-describedby="text-line-choice"
      ?disabled=${context.isBusy("ask_for_text_line")}
      @click=${turn}
    >
      ${icon("write")} <span>${context.strings.say("write_instead")}</span>
    </button>
    <p id="text-line-choice" role="status">${choice.text}</p>
  </div>`;
}

/** What a page keeps of its text line while the visit is shown. */
export interface Writing {
  draft: TextDraft;
  keyboard: Keyboard;
}

export function renderTextLine(
  screen: LiveScreen,
  { draft, keyboard }: Writing,
  context: CallContext,
): TemplateResult | typeof nothing {
  const { text_line: line } = screen;
  if (!line) return nothing;
  return html`<section class="v-text">
    ${renderLines(line, context)}
    ${renderField(line, screen.other_name, draft, context)}
    ${context.devices ? nothing : renderKeyboardOfDevice(keyboard, context)}
  </section>`;
}

/** A device of the facility may have no keyboard. People at home have their own. */
function renderKeyboardOfDevice(keyboard: Keyboard, context: RenderContext): TemplateResult {
  return html`${renderKeyboardSwitch(keyboard, context)}
  ${keyboard.isOpen ? renderKeyboard(keyboard, FIELD, context) : nothing}`;
}

function renderLines({ lines, closed }: TextLine, context: RenderContext): TemplateResult {
  const { strings } = context;
  const last = lines.filter(({ is_own }) => !is_own).at(-1);
  return html`<div
    class="v-text__lines"
    role="log"
    tabindex="0"
    aria-label=${strings.say("writing_title")}
  >
    <div>
      ${repeat(
        lines,
        ({ id }) => id,
        (one) => renderLine(one, one === last, strings),
      )}
      ${
        lines.length || closed
          ? nothing
          : html`<p class="v-text__empty">${strings.say("writing_empty")}</p>`
      }
    </div>
  </div>`;
}

function renderLine(
  { is_own, name, text }: Line,
  isLast: boolean,
  strings: UiStrings,
): TemplateResult {
  const look = is_own ? "v-text__line--own" : isLast ? "v-text__line--last" : "";
  return html`<p class="v-text__line ${look}">
    <span translate="no">${is_own ? strings.say("you") : name}:</span>
    <span dir="auto">${text}</span>
  </p>`;
}

function renderField(
  { closed }: TextLine,
  name: string,
  draft: TextDraft,
  context: RenderContext,
): TemplateResult {
  const { strings } = context;
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (closed) return;
    const sending = draft.send((line) => context.submit("write_line", line));
    context.rerender();
    await sending;
    context.rerender();
  };
  const left = LONGEST_LINE - draft.text.length;
  return html`<form class="v-text__form" @submit=${(event: Event) => void send(event)}>
    <label for=${FIELD}>${strings.say("writing_to", { name })}</label>
    <div class="v-text__field">
      <textarea
        id=${FIELD}
        rows="1"
        maxlength=${LONGEST_LINE}
        autocomplete="off"
        enterkeyhint="send"
        aria-describedby="text-line-note"
        .value=${draft.text}
        ?readonly=${draft.isSending}
        @input=${(event: Event) => {
          draft.text = (event.target as HTMLTextAreaElement).value;
          context.rerender();
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== "Enter" || event.isComposing) return;
          void send(event);
        }}
      ></textarea>
      <button class="button button-main" ?disabled=${draft.isEmpty || draft.isSending || closed !== null}>
        ${strings.say(draft.isSending ? "writing_sending" : "writing_send")}
      </button>
    </div>
    <p id="text-line-note" class="v-text__note" role="status">
      ${closed ?? (left <= FEW ? strings.count("writing_left", left) : "")}
    </p>
  </form>`;
}
