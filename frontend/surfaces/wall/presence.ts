// The visits that an officer can see: their tiles are on the screen of a visible page, and their
// video moves. From this the server counts which visits were watched.
import type { Tile } from "../../call/protocol";
import type { PingDetails } from "../../call/socket";
import type { Watcher } from "./watcher";

export function pingDetails(
  root: HTMLElement,
  tiles: readonly Tile[],
  watcher: Watcher,
): PingDetails {
  if (document.visibilityState !== "visible") return {};
  const watching = tiles
    .filter((tile) => isOnScreen(root, tile) && isComing(tile, watcher))
    .map(({ visit }) => visit);
  return { visible: true, watching };
}

/** One side may be away: the officer sees the other. In a paused visit there is nothing to miss. */
function isComing(tile: Tile, watcher: Watcher): boolean {
  const watched = watcher.of(tile.visit);
  if (!watched) return false;
  if (tile.paused) return true;
  return watched.sides.some((side) => watched.view(side, "small")?.isMoving);
}

function isOnScreen(root: HTMLElement, tile: Tile): boolean {
  if (tile.opened) return true;
  const element = root.querySelector(`[data-visit="${CSS.escape(tile.visit)}"].v-tile__open`);
  if (!element) return false;
  const { top, bottom, left, right, width } = element.getBoundingClientRect();
  const { innerWidth, innerHeight } = window;
  return width > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
}
