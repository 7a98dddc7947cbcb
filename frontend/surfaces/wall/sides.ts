// One side of a visit or both, as an officer chooses them.
import type { Side } from "../../call/protocol";

export const ONE_OR_BOTH: readonly Side[][] = [["visitor"], ["inmate"], ["visitor", "inmate"]];

/** The word for these sides. Its first letter is the key that chooses them. */
export function wordFor(sides: readonly Side[]): Side | "both" {
  const [first, second] = sides;
  return first && !second ? first : "both";
}
