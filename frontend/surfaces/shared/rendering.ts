// What a surface shows, which a browser may translate meanwhile.
//
// A translator puts an element <font> in the place of a text. lit writes a changed text into what
// stands in that place (lit-html 3, `_commitText`), as the property `data`, which a <font> does not
// show: the minutes would stand still. Each such text replaces its <font>, and the translator, which
// sees that the page has changed, translates it in turn. Texts that did not change stay translated.
import { render } from "lit";
import type { TemplateResult } from "lit";

export class Rendering {
  private end = document.createComment("");
  private readonly translated: HTMLCollectionOf<Element>;

  constructor(private readonly root: HTMLElement) {
    this.translated = root.getElementsByTagName("font");
    this.root.append(this.end);
  }

  show(content: TemplateResult): void {
    try {
      this.render(content);
    } catch {
      // Something took nodes away that lit relies on. An error of our own comes again.
      this.startAgain();
      this.render(content);
    }
    this.showChangedTexts();
  }

  private render(content: TemplateResult): void {
    render(content, this.root, { renderBefore: this.end });
  }

  /** lit keeps what it has rendered at the node before which it renders. */
  private startAgain(): void {
    this.end = document.createComment("");
    this.root.replaceChildren(this.end);
  }

  private showChangedTexts(): void {
    if (this.translated.length === 0) return;
    for (const font of [...this.translated]) {
      const { data } = font as { data?: string };
      if (data !== undefined) font.replaceWith(data);
    }
  }
}
