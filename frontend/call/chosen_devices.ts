// Which camera, microphone and speaker a person has chosen, kept in this browser.
import type { InputKind } from "./devices";

export const DEVICE_KINDS = ["camera", "microphone", "speaker"] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** What a browser says of a device. It may change the id, and then the name tells which it is. */
export interface Device {
  id: string;
  name: string;
}

/** What is asked of the browser for one kind of device. */
export interface DeviceConstraints {
  camera: MediaTrackConstraints;
  microphone: MediaTrackConstraints;
}

type Found = Record<DeviceKind, Device[]>;
type Chosen = Partial<Record<DeviceKind, Device>>;

const KEPT_AS = "parloir-devices";
const KIND_OF: Partial<Record<string, DeviceKind>> = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
};
/** Chromium lists two devices a second time: the one of the system's settings, and on Windows the
 * one that is set for calls. */
const AS_THE_SYSTEM_SAYS = "default";
const FOR_CALLS = "communications";

export class ChosenDevices {
  private found: Found = { camera: [], microphone: [], speaker: [] };
  private chosen: Chosen;
  private facing: "user" | "environment" = "user";

  /** Nothing is kept where there is no storage: at a device of the facility, its operator chooses. */
  constructor(private readonly storage: Storage | null) {
    this.chosen = readFrom(storage);
  }

  // Actions

  /** Asks the browser which devices there are. It names them once it has given permission. */
  async look(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    const found: Found = { camera: [], microphone: [], speaker: [] };
    for (const { kind, deviceId: id, label: name } of all) {
      const ours = KIND_OF[kind];
      if (ours && id && name && id !== FOR_CALLS) found[ours].push({ id, name });
    }
    this.found = found;
    for (const kind of DEVICE_KINDS) {
      const device = this.current(kind);
      if (device && device.id !== this.chosen[kind]?.id) this.choose(kind, device.id);
    }
  }

  choose(kind: DeviceKind, id: string): void {
    const device = this.found[kind].find((one) => one.id === id);
    if (!device) return;
    this.chosen[kind] = device;
    this.keep();
  }

  /** Leaves the choice to the browser, since the chosen device does not start. */
  forget(kind: DeviceKind): void {
    delete this.chosen[kind];
    this.keep();
  }

  /** Uses the camera at the other side of a phone. The next visit begins with the front again. */
  turnAround(): void {
    this.facing = this.facing === "user" ? "environment" : "user";
  }

  // State

  listed(kind: DeviceKind): readonly Device[] {
    return this.found[kind];
  }

  /** Returns whether there is more than one, without the entry that stands for one of the others. */
  hasSeveral(kind: DeviceKind): boolean {
    return this.found[kind].filter(({ id }) => id !== AS_THE_SYSTEM_SAYS).length > 1;
  }

  /** Returns the chosen device if it is there, by its id or, if that has changed, by its name. */
  current(kind: DeviceKind): Device | null {
    const chosen = this.chosen[kind];
    if (!chosen) return null;
    const there = this.found[kind];
    return (
      there.find(({ id }) => id === chosen.id) ??
      there.find(({ name }) => name === chosen.name) ??
      null
    );
  }

  /** Returns whether a phone shows what is behind it, where a picture is not mirrored. */
  get isTurnedAround(): boolean {
    return this.facing === "environment";
  }

  /**
   * Returns what is asked of the browser. A device is asked for exactly: if it were only preferred,
   * a browser would take a sharper camera instead. `openBoth` does without one that is gone.
   */
  constraints(): DeviceConstraints {
    const camera = this.constraintsFor("camera");
    return {
      camera: this.isTurnedAround || !camera ? { facingMode: { ideal: this.facing } } : camera,
      microphone: this.constraintsFor("microphone") ?? {},
    };
  }

  // Private

  private keep(): void {
    try {
      this.storage?.setItem(KEPT_AS, JSON.stringify(this.chosen));
    } catch {
      // Storage is full or refused: the choice holds as long as the page.
    }
  }

  /** Before the browser has given permission it names no device, but knows the id. */
  private constraintsFor(kind: DeviceKind): MediaTrackConstraints | null {
    const isNamed = this.found[kind].length > 0;
    const device = isNamed ? this.current(kind) : this.chosen[kind];
    return device ? { deviceId: { exact: device.id } } : null;
  }
}

/** Returns whether another device of this kind is open than the chosen one. */
export function isAnother(
  open: MediaStreamTrack | null,
  kind: InputKind,
  chosen: ChosenDevices,
): boolean {
  const device = chosen.current(kind);
  if (!device || (kind === "camera" && chosen.isTurnedAround)) return false;
  const opened = openedDevice(open);
  return opened !== "" && opened !== device.id;
}

/** Returns the id of the device that is open; empty where the browser does not say it. */
export function openedDevice(open: MediaStreamTrack | null): string {
  return open?.getSettings().deviceId ?? "";
}

/** Returns the browser's storage, or null where it refuses it. */
export function storageOfBrowser(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function readFrom(storage: Storage | null): Chosen {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(KEPT_AS) ?? "{}");
    return Object.fromEntries(DEVICE_KINDS.flatMap((kind) => entryOf(kind, kept)));
  } catch {
    return {};
  }
}

/** What is kept may come from another version of this page. */
function entryOf(kind: DeviceKind, kept: unknown): [DeviceKind, Device][] {
  const device = (kept as Record<string, Partial<Device> | undefined> | null)?.[kind];
  const { id, name } = device ?? {};
  return typeof id === "string" && typeof name === "string" ? [[kind, { id, name }]] : [];
}
