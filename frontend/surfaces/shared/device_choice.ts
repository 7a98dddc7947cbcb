// The choice of camera, microphone and speaker, in a remote room alone: a device of the facility has
// what its operator has connected.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";

import { DEVICE_KINDS } from "../../call/chosen_devices";
import type { ChosenDevices, DeviceKind } from "../../call/chosen_devices";
import { canChooseSpeaker } from "../../call/speaker";
import { icon } from "./icons";
import type { CallContext } from "./person";

/** Returns whether there is anything to choose: nothing is shown otherwise. */
export function hasChoice({ devices }: CallContext): boolean {
  return devices !== null && (canTurnAround(devices) || kindsToChoose(devices).length > 0);
}

/** The choice, folded until somebody wants it. */
export function foldedChoice(context: CallContext): TemplateResult | typeof nothing {
  if (!hasChoice(context)) return nothing;
  return html`${turnButton(context)}
    <details class="v-devices">
      <summary>${icon("gear")} ${context.strings.say("devices")}</summary>
      ${choices(context)}
    </details>`;
}

/** The choice during a visit, over the controls. */
export function openChoice(context: CallContext): TemplateResult {
  return html`<div
    class="v-devices v-devices--open"
    role="group"
    aria-label=${context.strings.say("devices")}
  >
    ${turnButton(context)} ${choices(context)}
  </div>`;
}

/** Phones have two sides, and often more cameras than anybody can tell apart by name. */
function canTurnAround(devices: ChosenDevices): boolean {
  return devices.hasSeveral("camera") && matchMedia("(pointer: coarse)").matches;
}

function kindsToChoose(devices: ChosenDevices): DeviceKind[] {
  return DEVICE_KINDS.filter((kind) => {
    if (kind === "camera" && canTurnAround(devices)) return false;
    if (kind === "speaker" && !canChooseSpeaker()) return false;
    return devices.hasSeveral(kind);
  });
}

function turnButton({ call, devices, strings }: CallContext): TemplateResult | typeof nothing {
  if (!devices || !canTurnAround(devices)) return nothing;
  const turn = (): void => {
    devices.turnAround();
    void call.useChosen("camera");
  };
  return html`<button type="button" class="v-toggle v-toggle--turn" @click=${turn}>
    ${icon("turn")} <span>${strings.say("turn_camera")}</span>
  </button>`;
}

function choices(context: CallContext): TemplateResult {
  const { call, devices, strings } = context;
  return html`${devices ? kindsToChoose(devices).map((kind) => choice(context, devices, kind)) : nothing}
    <p role="status">${call.choiceFailed ? strings.say("device_failed") : nothing}</p>`;
}

function choice(
  { call, strings }: CallContext,
  devices: ChosenDevices,
  kind: DeviceKind,
): TemplateResult {
  const current = call.deviceInUse(kind);
  const choose = (event: Event): void => {
    devices.choose(kind, (event.target as HTMLSelectElement).value);
    void call.useChosen(kind);
  };
  return html`<div class="v-devices__one">
    <label for="device-${kind}">${strings.say(`device_${kind}`)}</label>
    <select id="device-${kind}" @change=${choose} translate="no">
      ${devices
        .listed(kind)
        .map(
          ({ id, name }) => html`<option value=${id} .selected=${id === current}>${name}</option>`,
        )}
    </select>
  </div>`;
}
