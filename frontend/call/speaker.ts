// The speaker at which sound is played, where the browser lets a page choose one.

/** Not in all of TypeScript's versions, and not in all browsers. */
interface Routed {
  setSinkId?: (id: string) => Promise<void>;
}

export function canChooseSpeaker(): boolean {
  return typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;
}

/** Plays the element's sound at this speaker; an empty id is the device's own choice. */
export function playAt(element: HTMLMediaElement, id: string): void {
  // A speaker that was unplugged meanwhile: the browser goes on with its own choice.
  void (element as Routed).setSinkId?.(id).catch(() => undefined);
}
