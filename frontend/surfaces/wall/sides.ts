// One side of a visit or both, as an officer chooses them, and what a tile says of each.
import type { Side, SideDevices, Tile } from "../../call/protocol";
import type { StreamSource } from "../../call/receiver";

export const ONE_OR_BOTH: readonly Side[][] = [["visitor"], ["inmate"], ["visitor", "inmate"]];

/** The word for these sides. Its first letter is the key that chooses them. */
export function wordFor(sides: readonly Side[]): Side | "both" {
  const [first, second] = sides;
  return first && !second ? first : "both";
}

export function nameOf(tile: Tile, source: StreamSource): string {
  return source === "inmate" ? tile.inmate : tile.visitor;
}

export function isHere(tile: Tile, source: StreamSource): boolean {
  return source === "inmate" ? tile.inmate_here : tile.visitor_here;
}

export function devicesOf(tile: Tile, source: StreamSource): SideDevices {
  return source === "inmate" ? tile.inmate_devices : tile.visitor_devices;
}
