// What is wrong with camera and microphone now.
import type { InputKind, TroubleKind } from "./devices";
import type { OneDevice } from "./own_devices";

/** `held`: the system has taken it. `silent`: a microphone that seems to be switched off. */
export interface OwnTrouble {
  device: InputKind | "both";
  why: TroubleKind | "held" | "silent";
}

/** Returns the troubles: one for both devices where it is the same. */
export function troublesOf(
  camera: OneDevice,
  microphone: OneDevice,
  isSilent: boolean,
): OwnTrouble[] {
  const ofCamera = troubleOf(camera);
  const ofMicrophone = troubleOf(microphone) ?? (isSilent ? "silent" : null);
  if (ofCamera && ofCamera === ofMicrophone) return [{ device: "both", why: ofCamera }];
  const found: OwnTrouble[] = [];
  if (ofCamera) found.push({ device: "camera", why: ofCamera });
  if (ofMicrophone) found.push({ device: "microphone", why: ofMicrophone });
  return found;
}

export function devicesOf({ device }: OwnTrouble): readonly InputKind[] {
  return device === "both" ? ["camera", "microphone"] : [device];
}

function troubleOf({ failure, isHeld }: OneDevice): TroubleKind | "held" | null {
  return failure ?? (isHeld ? "held" : null);
}
