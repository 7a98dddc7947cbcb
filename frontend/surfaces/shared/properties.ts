// Custom properties set on the element itself: a strict content policy lets no style attribute by,
// and lit's own styleMap writes one when it draws for the first time.
import { noChange } from "lit";
import type { ElementPart } from "lit";
import { Directive, directive } from "lit/directive.js";

class Properties extends Directive {
  render(_properties: Readonly<Record<`--${string}`, string>>): unknown {
    return noChange;
  }

  override update(part: ElementPart, [properties]: Parameters<this["render"]>): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    return noChange;
  }
}

export const properties = directive(Properties);
