// The camera and the microphone, and what can be wrong with them.

/** Each kind has its own text, since a person can do something different about it. */
export type TroubleKind = "denied" | "missing" | "busy" | "other";

export class DeviceTrouble extends Error {
  constructor(readonly kind: TroubleKind) {
    super(kind);
  }
}

const KINDS: Record<string, TroubleKind> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  PermissionDeniedError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

export function kindOfTrouble(error: unknown): TroubleKind {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  return KINDS[name] ?? "other";
}

const SOUND: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
/** The frame rate that is asked of a camera. */
export const CAMERA_FRAMES_A_SECOND = 24;
const WANTED: MediaStreamConstraints = {
  video: {
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: CAMERA_FRAMES_A_SECOND },
    facingMode: "user",
  },
  audio: SOUND,
};

/** Opens camera and microphone together; throws DeviceTrouble. */
export function openDevices(): Promise<MediaStream> {
  return open(WANTED);
}

/** Opens the microphone only; throws DeviceTrouble. */
export function openMicrophone(): Promise<MediaStream> {
  return open({ audio: SOUND });
}

async function open(wanted: MediaStreamConstraints): Promise<MediaStream> {
  // It does not exist on plain http.
  if (!navigator.mediaDevices?.getUserMedia) throw new DeviceTrouble("other");
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    throw new DeviceTrouble(kindOfTrouble(error));
  }
}

export function stopDevices(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

/** Calls back when a device is plugged in or permission is given. Returns what stops that. */
export function onDevicesChanged(changed: () => void): () => void {
  const stop = new AbortController();
  navigator.mediaDevices?.addEventListener("devicechange", changed, { signal: stop.signal });
  for (const name of ["camera", "microphone"]) {
    // Some browsers cannot be asked about these two: people use the "try again" button.
    navigator.permissions
      ?.query({ name: name as PermissionName })
      .then((status) => status.addEventListener("change", changed, { signal: stop.signal }))
      .catch(() => undefined);
  }
  return () => stop.abort();
}
