// Icons of 24 by 24 units. They stand next to text and never replace it.
import { html, svg } from "lit";
import type { TemplateResult } from "lit";

const ICONS = {
  microphone: svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0 0 14 0M12 18v3M8 21h8"/>`,
  microphoneOff: svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0 0 14 0M12 18v3M8 21h8M3 3l18 18"/>`,
  camera: svg`<rect x="3" y="7" width="12" height="10" rx="2"/><path d="M15 11l6-3v8l-6-3"/>`,
  cameraOff: svg`<rect x="3" y="7" width="12" height="10" rx="2"/><path d="M15 11l6-3v8l-6-3M2 3l19 18"/>`,
  gear: svg`<circle cx="12" cy="12" r="3.5"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"/>`,
  again: svg`<path d="M5 5v5h5M5.6 14a7 7 0 1 0 .8-6L5 10"/>`,
  turn: svg`<path d="M4 12a8 8 0 0 1 13.5-5.8L20 8.5M20 4v4.5h-4.5M20 12a8 8 0 0 1-13.5 5.8L4 15.5M4 20v-4.5h4.5"/>`,
  leave: svg`<path d="M3 14c5-5 13-5 18 0l-3 3-3-2v-3a11 11 0 0 0-6 0v3l-3 2z"/>`,
  eye: svg`<path d="M2 12c5-8 15-8 20 0-5 8-15 8-20 0z"/><circle cx="12" cy="12" r="3"/>`,
  help: svg`<circle cx="12" cy="12" r="9"/><path d="M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.5"/>`,
  erase: svg`<path d="M9 5h12v14H9l-7-7zM12 9l6 6M18 9l-6 6"/>`,
  onsite: svg`<path d="M4 21V8l8-5 8 5v13M9 21v-6h6v6"/>`,
  remote: svg`<rect x="3" y="4" width="18" height="12" rx="2"/><path d="M8 20h8M12 16v4"/>`,
  message: svg`<path d="M3 5h18v12H9l-5 4v-4H3z"/>`,
  write: svg`<path d="M4 20l1-5L16 4l4 4L9 19zM13 7l4 4"/>`,
  voice: svg`<path d="M3 10v4h3l6 4V6l-6 4zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11"/>`,
  pause: svg`<path d="M8 5v14M16 5v14"/>`,
  play: svg`<path d="M7 4l13 8-13 8z"/>`,
  more: svg`<circle cx="12" cy="12" r="9"/><path d="M12 8v8M8 12h8"/>`,
  hand: svg`<path d="M4 8h13l-4-4M20 16H7l4 4"/>`,
  wide: svg`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>`,
  warning: svg`<path d="M12 3l10 18H2zM12 10v5M12 17.5v.5"/>`,
} as const;

export type IconName = keyof typeof ICONS;

export function icon(name: IconName): TemplateResult {
  return html`<svg class="v-icon" viewBox="0 0 24 24" aria-hidden="true">${ICONS[name]}</svg>`;
}

const RULE_ICONS = new Set(["nudity", "abuse", "phone", "driving", "drugs", "weapons"]);

/** Returns an icon from the file that the other pages use too; the page names its address. */
export function ruleIcon(code: string): TemplateResult {
  const pictures = document.getElementById("surface")?.dataset["pictures"] ?? "";
  // Facilities may add rules of their own, which share one picture.
  const name = RULE_ICONS.has(code) ? code : "rule";
  return html`<svg class="v-rules__picture" aria-hidden="true">
    <use href="${pictures}#${name}"></use>
  </svg>`;
}

/** The mark: a window of two panes that meet. */
export function mark(): TemplateResult {
  const source = document.getElementById("surface")?.dataset["mark"] ?? "";
  return html`<img class="v-mark" src=${source} alt="" width="40" height="40" />`;
}
