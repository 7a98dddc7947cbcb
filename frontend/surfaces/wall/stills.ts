// A still of each side at the press that terminates a visit. It is the frame that the officer saw,
// taken at that moment and sent afterwards: the end of the visit never waits for it.
import type { WatchedVisit } from "./watched_visit";

const QUALITY = 0.85;

/** One side's still: on its way, kept, or missing, which the page says. */
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

/** Sends the stills, and reports each side's state as soon as it is known. */
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
    return answer.status === 201; // a sign-in page is an answer, too
  } catch {
    return false; // no connection: the record says that there is no still
  }
}
