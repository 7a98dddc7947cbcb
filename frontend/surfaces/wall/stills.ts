// A still picture of each side at the press that ends a visit. It is grabbed from what the officer
// saw, in the same moment, and travels afterwards: the end of the visit never waits for it.
import type { WatchedVisit } from "./watched_visit";

const QUALITY = 0.85;

/** Of one side: on its way, kept, or not there. What is missing is said. */
export type StillState = "sending" | "kept" | "missing";

export const STILL_SIDES = ["visitor", "inmate"] as const;
export type StillSide = (typeof STILL_SIDES)[number];

export type Grabbed = ReadonlyMap<StillSide, HTMLCanvasElement | null>;

export function grab(watched: WatchedVisit | null): Grabbed {
  return new Map(
    STILL_SIDES.map((side) => {
      const view = watched?.view(side, "large") ?? watched?.view(side, "small");
      return [side, view?.grab() ?? null];
    }),
  );
}

/** Sends what was grabbed, and tells of each side as soon as it is known. */
export async function sendStills(
  visit: string,
  grabbed: Grabbed,
  report: (side: StillSide, state: StillState) => void,
): Promise<void> {
  await Promise.all(
    [...grabbed].map(async ([side, canvas]) => {
      report(side, canvas ? "sending" : "missing");
      if (canvas) report(side, (await send(visit, side, canvas)) ? "kept" : "missing");
    }),
  );
}

async function send(visit: string, side: StillSide, canvas: HTMLCanvasElement): Promise<boolean> {
  const blob = await new Promise<Blob | null>((ready) =>
    canvas.toBlob(ready, "image/jpeg", QUALITY),
  );
  if (!blob) return false;
  const form = new FormData();
  form.append("still", blob, `${side}.jpg`);
  const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value;
  try {
    const answer = await fetch(`/console/visits/${visit}/stills/${side}/`, {
      method: "POST",
      body: form,
      headers: { "X-CSRFToken": token ?? "" },
    });
    return answer.ok;
  } catch {
    return false; // there is no connection: the record says that it has no picture
  }
}
