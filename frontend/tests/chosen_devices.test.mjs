// Which devices are asked for: the chosen ones where they are there, and others where they are not.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import "./browser.mjs";
import { ChosenDevices, isAnother } from "../call/chosen_devices";
import { openBoth } from "../call/devices";
import { OwnDevices } from "../call/own_devices";

const FRONT = { kind: "videoinput", deviceId: "c1", label: "Front" };
const BACK = { kind: "videoinput", deviceId: "c2", label: "Back" };
const BUILT_IN = { kind: "audioinput", deviceId: "m1", label: "Built-in" };
const HEADSET = { kind: "audioinput", deviceId: "m2", label: "Headset" };

let there = [];
let asked = [];
let refusals = [];
Object.defineProperty(globalThis, "navigator", {
  value: {
    mediaDevices: Object.assign(new EventTarget(), {
      enumerateDevices: async () => there,
      getUserMedia: async (wanted) => {
        asked.push(wanted);
        const refusal = refusals.shift();
        if (refusal) throw new DOMException("no", refusal);
        const kinds = Object.keys(wanted);
        return new FakeStream(kinds.map((kind) => new FakeTrack(kind, wanted[kind])));
      },
    }),
  },
});

class FakeTrack extends EventTarget {
  isStopped = false;
  constructor(kind, { deviceId } = {}) {
    super();
    this.kind = kind;
    this.deviceId = deviceId?.exact ?? "another";
  }
  stop() {
    this.isStopped = true;
  }
  getSettings() {
    return { deviceId: this.deviceId };
  }
}

class FakeStream {
  constructor(tracks) {
    this.tracks = tracks;
  }
  getTracks() {
    return this.tracks;
  }
  getVideoTracks() {
    return this.tracks.filter(({ kind }) => kind === "video");
  }
  getAudioTracks() {
    return this.tracks.filter(({ kind }) => kind === "audio");
  }
}
globalThis.MediaStream = FakeStream;

class FakeStorage {
  kept = new Map();
  getItem(key) {
    return this.kept.get(key) ?? null;
  }
  setItem(key, value) {
    this.kept.set(key, value);
  }
}

beforeEach(() => {
  there = [FRONT, BACK, BUILT_IN, HEADSET];
  asked = [];
  refusals = [];
});

async function chosenIn(storage) {
  const chosen = new ChosenDevices(storage);
  await chosen.look();
  return chosen;
}

async function kept(kind, id) {
  const storage = new FakeStorage();
  (await chosenIn(storage)).choose(kind, id);
  return storage;
}

test("without a choice the front camera is asked for, and any microphone", async () => {
  const chosen = await chosenIn(new FakeStorage());
  assert.deepEqual(chosen.constraints(), {
    camera: { facingMode: { ideal: "user" } },
    microphone: {},
  });
});

test("a choice is kept for this browser", async () => {
  const next = await chosenIn(await kept("microphone", "m2"));
  assert.deepEqual(next.constraints().microphone, { deviceId: { exact: "m2" } });
  assert.deepEqual(next.current("microphone"), { id: "m2", name: "Headset" });
});

test("a choice is asked for before the browser names its devices", async () => {
  const storage = await kept("camera", "c2");
  there = [{ kind: "videoinput", deviceId: "", label: "" }];
  assert.deepEqual((await chosenIn(storage)).constraints().camera, { deviceId: { exact: "c2" } });
});

test("a device whose id has changed is found by its name, and kept with the new id", async () => {
  const storage = await kept("camera", "c2");
  there = [FRONT, { ...BACK, deviceId: "c9" }];
  assert.equal((await chosenIn(storage)).current("camera").id, "c9");
  assert.deepEqual(JSON.parse([...storage.kept.values()][0]).camera, { id: "c9", name: "Back" });
});

test("a device that is gone is not asked for, and is used again when it is back", async () => {
  const storage = await kept("camera", "c2");
  there = [FRONT];
  const chosen = await chosenIn(storage);
  assert.equal(chosen.current("camera"), null);
  assert.deepEqual(chosen.constraints().camera, { facingMode: { ideal: "user" } });
  there = [FRONT, BACK];
  await chosen.look();
  assert.deepEqual(chosen.constraints().camera, { deviceId: { exact: "c2" } });
});

test("what stands for another device is listed, but is no choice of its own", async () => {
  const system = { kind: "audioinput", deviceId: "default", label: "Default - Built-in" };
  const calls = { kind: "audioinput", deviceId: "communications", label: "Communications" };
  there = [system, calls, BUILT_IN];
  const chosen = await chosenIn(null);
  assert.deepEqual(
    chosen.listed("microphone").map(({ id }) => id),
    ["default", "m1"],
  );
  assert.equal(chosen.hasSeveral("microphone"), false);
  there = [system, BUILT_IN, HEADSET];
  await chosen.look();
  assert.equal(chosen.hasSeveral("microphone"), true);
});

test("turned around, a phone's chosen camera gives way, and nothing of it is kept", async () => {
  const storage = await kept("camera", "c1");
  const chosen = await chosenIn(storage);
  chosen.turnAround();
  assert.equal(chosen.isTurnedAround, true);
  assert.deepEqual(chosen.constraints().camera, { facingMode: { ideal: "environment" } });
  chosen.turnAround();
  assert.deepEqual(chosen.constraints().camera, { deviceId: { exact: "c1" } });
  assert.equal(new ChosenDevices(storage).isTurnedAround, false);
});

test("what cannot be read in the storage is no choice", async () => {
  for (const text of ["{", "null", "7", '{"camera": 7}', '{"camera": {"id": 7, "name": []}}']) {
    const storage = new FakeStorage();
    storage.setItem("parloir-devices", text);
    assert.equal((await chosenIn(storage)).current("camera"), null, text);
  }
});

test("a storage that refuses keeps nothing, and the choice holds for the page", async () => {
  const storage = {
    getItem() {
      throw new Error("refused");
    },
    setItem() {
      throw new Error("refused");
    },
  };
  const chosen = await chosenIn(storage);
  chosen.choose("microphone", "m2");
  assert.equal(chosen.current("microphone").id, "m2");
});

test("a chosen device that is gone, or that another program uses, is done without", async () => {
  for (const refusal of ["NotReadableError", "OverconstrainedError", "NotFoundError"]) {
    const chosen = await chosenIn(await kept("camera", "c2"));
    asked = [];
    refusals = [refusal];
    await openBoth(chosen.constraints());
    assert.deepEqual(
      asked.map(({ video }) => video.deviceId ?? null),
      [{ exact: "c2" }, null],
    );
  }
});

test("where nothing was chosen, each is tried alone, and nothing else", async () => {
  refusals = ["NotReadableError", "NotReadableError"];
  const opened = await openBoth((await chosenIn(null)).constraints());
  assert.equal(opened.camera, "busy");
  assert.equal(opened.microphone.kind, "audio");
  assert.deepEqual(
    asked.map((wanted) => Object.keys(wanted)),
    [["video", "audio"], ["video"], ["audio"]],
  );
});

test("a refusal by the person is not asked again", async () => {
  refusals = ["NotAllowedError"];
  const opened = await openBoth((await chosenIn(null)).constraints());
  assert.deepEqual(opened, { camera: "denied", microphone: "denied" });
  assert.equal(asked.length, 1);
});

test("one device is exchanged while the other goes on", async (t) => {
  const chosen = await chosenIn(new FakeStorage());
  const own = new OwnDevices({
    changed() {},
    listed() {},
    constraints: () => chosen.constraints(),
  });
  t.after(() => own.close());
  await own.open();
  const [camera, microphone] = own.both.map(({ track }) => track);
  chosen.choose("camera", "c2");
  assert.equal(isAnother(camera, "camera", chosen), true);
  assert.equal(await own.exchange("camera"), true);
  assert.equal(camera.isStopped, true);
  assert.equal(own.microphone.track, microphone);
  assert.equal(microphone.isStopped, false);
  assert.deepEqual(Object.keys(asked[1]), ["video"]);
  assert.equal(isAnother(own.camera.track, "camera", chosen), false);
  refusals = ["NotReadableError"];
  assert.equal(await own.exchange("camera"), false);
});
