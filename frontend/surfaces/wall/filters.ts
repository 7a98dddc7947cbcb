// Filters of the live visits by area and by kind. They change only what is shown.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import type { Tile } from "../../call/protocol";
import type { RenderContext } from "../shared/surface";

export class Filters {
  area = "";
  kind = "";

  /** Returns the tiles to show, in their order. A choice that no longer exists filters nothing. */
  shown(tiles: readonly Tile[]): Tile[] {
    const area = tiles.some((tile) => tile.area === this.area) ? this.area : "";
    const kind = tiles.some((tile) => tile.kind === this.kind) ? this.kind : "";
    return tiles.filter(
      (tile) => ((!area || tile.area === area) && (!kind || tile.kind === kind)) || tile.opened,
    );
  }
}

export function renderFilters(
  tiles: readonly Tile[],
  filters: Filters,
  { strings, rerender }: RenderContext,
): TemplateResult {
  const areas = [...new Set(tiles.map(({ area }) => area))].sort();
  const kinds = new Map(tiles.map(({ kind, kind_text }) => [kind, kind_text]));
  const hidden = tiles.length - filters.shown(tiles).length;
  return html`<div class="v-filters">
    ${
      areas.length > 1 || filters.area
        ? renderChoice(strings.say("filter_area"), new Map(areas.map((area) => [area, area])), {
            chosen: filters.area,
            all: strings.say("filter_all"),
            choose: (area) => {
              filters.area = area;
              rerender();
            },
          })
        : nothing
    }
    ${
      kinds.size > 1 || filters.kind
        ? renderChoice(strings.say("filter_kind"), kinds, {
            chosen: filters.kind,
            all: strings.say("filter_all"),
            choose: (kind) => {
              filters.kind = kind;
              rerender();
            },
          })
        : nothing
    }
    ${hidden ? html`<p role="status">${strings.count("filter_hides", hidden)}</p>` : nothing}
  </div>`;
}

function renderChoice(
  label: string,
  options: ReadonlyMap<string, string>,
  { chosen, all, choose }: { chosen: string; all: string; choose: (value: string) => void },
): TemplateResult {
  return html`<label>
    ${label}
    <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      <option value="" ?selected=${chosen === ""}>${all}</option>
      ${[...options].map(
        ([value, text]) =>
          html`<option value=${value} ?selected=${value === chosen}>${text}</option>`,
      )}
    </select>
  </label>`;
}
