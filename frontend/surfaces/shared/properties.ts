// Sets custom properties on the element itself: a strict content security policy forbids the style
// attribute, which lit's own styleMap writes in its first rendering.
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
