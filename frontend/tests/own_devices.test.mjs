import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { settled } from "./browser.mjs";
import { OwnDevices } from "../call/own_devices";

class FakeTrack extends EventTarget {
  muted = false;
  readyState = "live";
  constructor(kind) {
    super();
    this.kind = kind;
  }
  stop() {
    this.readyState = "ended";
  }
  end() {
    this.stop();
    this.dispatchEvent(new Event("ended"));
  }
  become(event) {
    this.muted = event === "mute";
    this.dispatchEvent(new Event(event));
  }
}

/** A computer with devices, of which each may be there, be refused, or be used by another. */
class Computer extends EventTarget {
  asked = [];
  state = { video: "there", audio: "there" };
  permissions = { camera: "granted", microphone: "granted" };

  async getUserMedia({ video, audio }) {
    const kinds = [...(video ? ["video"] : []), ...(audio ? ["audio"] : [])];
    this.asked.push(kinds.join("+"));
    for (const kind of kinds) {
      const name = {
        missing: "NotFoundError",
        denied: "NotAllowedError",
        busy: "NotReadableError",
      };
      const wrong = name[this.state[kind]];
      if (wrong) throw Object.assign(new Error(), { name: wrong });
    }
    const tracks = kinds.map((kind) => new FakeTrack(kind));
    const of = (wanted) => () => tracks.filter(({ kind }) => kind === wanted);
    return { getVideoTracks: of("video"), getAudioTracks: of("audio") };
  }
  async enumerateDevices() {
    const there = Object.entries(this.state).filter(([, state]) => state !== "missing");
    return there.map(([kind]) => ({ kind: `${kind}input` }));
  }
  changes(state) {
    Object.assign(this.state, state);
    const names = { video: "camera", audio: "microphone" };
    for (const [kind, is] of Object.entries(state)) {
      this.permissions[names[kind]] = is === "denied" ? "denied" : "granted";
    }
  }
}

let computer;
let opened;
beforeEach(() => {
  mock.timers.enable({ apis: ["setInterval"] });
  computer = new Computer();
  const permissions = {
    query: async ({ name }) =>
      Object.assign(new EventTarget(), { state: computer.permissions[name] }),
  };
  Object.defineProperty(globalThis, "navigator", {
    value: { mediaDevices: computer, permissions },
    configurable: true,
  });
  let now = 0;
  mock.method(performance, "now", () => (now += 3000)); // each device has worked for long
});
afterEach(() => {
  opened.devices.close();
  mock.timers.reset();
  mock.restoreAll();
});

async function devices(state = {}) {
  computer.changes(state);
  const changes = [];
  const own = new OwnDevices({
    changed: (kind) => changes.push(kind),
    listed: () => undefined,
    constraints: () => ({ camera: {}, microphone: {} }),
  });
  opened = { devices: own, changes, computer };
  await own.open();
  return {
    ...opened,
    are: () => own.both.map(({ track, failure }) => (track ? "there" : failure)),
  };
}

async function secondPasses() {
  mock.timers.tick(1000);
  for (let turn = 0; turn < 5; turn += 1) await settled();
}

test("both devices are opened with one question", async () => {
  const { are, changes } = await devices();
  assert.deepEqual(are(), ["there", "there"]);
  assert.deepEqual(computer.asked, ["video+audio"]);
  assert.deepEqual(changes, ["camera", "microphone"]);
});

for (const [state, expected] of [
  [{ video: "missing" }, ["missing", "there"]],
  [{ audio: "missing" }, ["there", "missing"]],
  [{ video: "busy" }, ["busy", "there"]],
  [{ audio: "denied" }, ["there", "denied"]],
  [{ video: "busy", audio: "missing" }, ["busy", "missing"]],
]) {
  test(`each device is opened alone where both cannot be had: ${expected}`, async () => {
    const { are } = await devices(state);
    assert.deepEqual(are(), expected);
    assert.deepEqual(computer.asked, ["video+audio", "video", "audio"]);
  });
}

test("somebody who has refused both is asked once", async () => {
  const { are } = await devices({ video: "denied", audio: "denied" });
  assert.deepEqual(are(), ["denied", "denied"]);
  await secondPasses();
  computer.dispatchEvent(new Event("devicechange"));
  await secondPasses();
  assert.deepEqual(computer.asked, ["video+audio"]);
});

test("a camera that is unplugged leaves the microphone as it is, and comes back", async () => {
  const { devices: own, are, changes } = await devices();
  const microphone = own.microphone.track;
  computer.changes({ video: "missing" });
  own.camera.track.end();
  await secondPasses();
  assert.deepEqual(are(), ["missing", "there"]);
  assert.deepEqual(computer.asked, ["video+audio", "video"]);
  computer.changes({ video: "there" });
  await secondPasses();
  assert.deepEqual(are(), ["there", "there"]);
  assert.equal(own.microphone.track, microphone);
  assert.deepEqual(changes.slice(2), ["camera", "camera"]);
});

test("a camera that is still listed when it is unplugged comes back too", async () => {
  const { devices: own, are } = await devices();
  const { enumerateDevices } = computer;
  computer.changes({ video: "missing" });
  computer.enumerateDevices = async () => [{ kind: "videoinput" }, { kind: "audioinput" }];
  own.camera.track.end();
  await secondPasses();
  computer.enumerateDevices = enumerateDevices;
  await secondPasses();
  assert.deepEqual(are(), ["missing", "there"]);
  computer.changes({ video: "there" });
  await secondPasses();
  assert.deepEqual(are(), ["there", "there"]);
});

test("an end that was not told is found within a second", async () => {
  const { devices: own, are } = await devices();
  computer.changes({ audio: "missing" });
  own.microphone.track.stop();
  await secondPasses();
  assert.deepEqual(are(), ["there", "missing"]);
});

test("a permission that is withdrawn and given again is noticed within a second", async () => {
  const { devices: own, are } = await devices();
  computer.changes({ audio: "denied" });
  own.microphone.track.end();
  await secondPasses();
  assert.deepEqual(are(), ["there", "denied"]);
  computer.changes({ audio: "there" });
  await secondPasses();
  assert.deepEqual(are(), ["there", "there"]);
});

test("a device that another program uses is tried again only where nobody is asked", async () => {
  const { are } = await devices({ video: "busy" });
  computer.permissions.camera = "prompt";
  const asked = computer.asked.length;
  await secondPasses();
  assert.equal(computer.asked.length, asked);
  computer.changes({ video: "there" });
  await secondPasses();
  assert.deepEqual(are(), ["there", "there"]);
});

test("a device that ends as soon as it is opened waits for the next second", async () => {
  const { devices: own, are } = await devices();
  mock.method(performance, "now", () => 0);
  own.camera.track.end();
  assert.deepEqual(are(), ["other", "there"]);
  assert.deepEqual(computer.asked, ["video+audio"]);
  await secondPasses();
  assert.deepEqual(are(), ["there", "there"]);
});

test("a device that the system takes and gives back is told each time", async () => {
  const { devices: own, changes } = await devices();
  own.microphone.track.become("mute");
  assert.equal(own.microphone.isHeld, true);
  own.microphone.track.become("unmute");
  assert.equal(own.microphone.isHeld, false);
  assert.deepEqual(changes.slice(2), ["microphone", "microphone"]);
});

test("a press opens a device again that is of no use", async () => {
  const { devices: own, are } = await devices();
  const held = own.microphone.track;
  held.become("mute");
  await own.takeAgain(["microphone"]);
  assert.deepEqual(are(), ["there", "there"]);
  assert.equal(held.readyState, "ended");
  assert.notEqual(own.microphone.track, held);
  assert.deepEqual(computer.asked, ["video+audio", "audio"]);
});

test("devices that are closed while they are being opened do not stay open", async () => {
  const { devices: own, are, changes } = await devices();
  own.close();
  const opening = own.open();
  own.close();
  await opening;
  assert.deepEqual(are(), [null, null]);
  await secondPasses();
  assert.deepEqual(computer.asked, ["video+audio", "video+audio"]);
  assert.equal(changes.length, 2);
});
