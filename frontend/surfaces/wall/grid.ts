// The size of tiles and the number of columns with which all fit without scrolling.

/** A tile is two videos of four by three next to each other, with a foot of fixed height. */
const PICTURES_RATIO = 3 / 8;
export const FOOT_PX = 62;
/** Below an opened visit, tiles show only names. */
export const STRIP_FOOT_PX = 22;
/** Tiles of a locked wall have a row of buttons. */
export const LOCKED_FOOT_PX = FOOT_PX + 44;
export const GAP_PX = 8;
/** Narrower tiles show numbers instead of sentences. */
export const DENSE_BELOW_PX = 420;

/** Returns the number of columns and the width in pixels that make `count` tiles largest. */
export function fitTiles(
  count: number,
  width: number,
  height: number,
  foot: number = FOOT_PX,
): { columns: number; tile: number } {
  let best = { columns: 1, tile: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const byWidth = (width - GAP_PX * (columns - 1)) / columns;
    const rowHeight = (height - GAP_PX * (rows - 1)) / rows;
    const byHeight = (rowHeight - foot) / PICTURES_RATIO;
    const tile = Math.floor(Math.min(byWidth, byHeight));
    if (tile > best.tile) best = { columns, tile };
  }
  return best;
}

/** Returns where a key leads from the tile at `index`: at an edge, nowhere else. */
export function neighbour(index: number, key: string, count: number, columns: number): number {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  const step = steps[key];
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (step === undefined) return index;
  const next = index + step;
  return next < 0 || next >= count ? index : next;
}
