// A trial from its beginning to its result, and when a visit may begin.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { FakePeer, devices, noRelay, settled } from "./browser.mjs";
import { Trial } from "../call/trial";

globalThis.MediaStream = class {
  getTracks() {
    return [];
  }
};

let now = 0;
let sent = [];
let trial;
let counts;
const kept = new Map();
const storage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, text) => kept.set(key, text),
  removeItem: (key) => kept.delete(key),
};
FakePeer.prototype.getStats = async () => counts.map((entry) => entry);

function newTrial() {
  return new Trial({
    relays: noRelay,
    send: (message) => sent.push(message) > 0,
    changed: () => undefined,
    storage,
  });
}

beforeEach(() => {
  mock.timers.enable({ apis: ["setInterval", "Date"], now: 1_000_000 });
  mock.method(performance, "now", () => now);
  now = 0;
  sent = [];
  counts = [];
  kept.clear();
  trial = newTrial();
});

afterEach(() => {
  trial.stop();
  mock.timers.reset();
  mock.restoreAll();
});

async function passes(ms) {
  for (let left = ms; left > 0; left -= 500) {
    now += 500;
    mock.timers.tick(500);
    await settled();
  }
}

async function begins() {
  trial.offer(devices());
  await settled();
}

/** Lets the server answer, and packets of sound and picture come back. */
async function comesBack(kinds = ["audio", "video"]) {
  trial.receive({ type: "media.answer", leg: "trial", attempt: 1, sdp: "answer" });
  counts = kinds.map((kind) => ({
    type: "inbound-rtp",
    kind,
    packetsReceived: 5,
    bytesReceived: 0,
    packetsLost: 0,
  }));
  await passes(500);
}

const kinds = () => sent.map(({ type }) => type);

test("a trial publishes, and nothing may begin before something comes back", async () => {
  assert.equal(trial.lets, false);
  await begins();
  assert.deepEqual(sent, [{ type: "media.join", leg: "trial", attempt: 1, sdp: "our offer" }]);
  assert.deepEqual([trial.isRunning, trial.isProven, trial.lets], [true, false, false]);
  await comesBack(["audio"]);
  assert.equal(trial.lets, false, "the picture is missing");
  await comesBack();
  assert.deepEqual([trial.isRunning, trial.isProven, trial.lets], [true, true, true]);
});

test("a way that works is measured for six seconds, and then left", async () => {
  await begins();
  await comesBack();
  await passes(6000);
  assert.equal(trial.isRunning, true);
  await passes(500);
  assert.equal(trial.isRunning, false);
  assert.equal(trial.result.finding, "good");
  assert.equal(trial.lets, true);
  assert.deepEqual(kinds(), ["media.join", "media.leave"]);
  assert.ok(FakePeer.all.every(({ isClosed }) => isClosed));
});

/** Lets the media server take part. */
async function isAnswered() {
  trial.receive({ type: "media.answer", leg: "trial", attempt: 1, sdp: "answer" });
  await settled();
}

test("where the media server takes no part, nothing is said of the way", async () => {
  await begins();
  await passes(12_500);
  assert.equal(trial.result.finding, "unavailable");
  assert.equal(trial.lets, true);
});

test("after twelve seconds in which nothing came back, nothing gets through", async () => {
  await begins();
  await isAnswered();
  await passes(12_000);
  assert.equal(trial.isRunning, true);
  await passes(500);
  assert.equal(trial.result.finding, "none");
  assert.equal(trial.lets, false);
});

test("a connection that fails before anything comes back is no way", async () => {
  await begins();
  FakePeer.all.at(-1).become("failed");
  FakePeer.all.at(-2).become("failed");
  assert.equal(trial.result.finding, "none");
});

for (const reason of ["elsewhere", "often", "busy", "unavailable"]) {
  test(`nobody is locked out where the way was not tried: ${reason}`, async () => {
    await begins();
    trial.receive({ type: "media.closed", leg: "trial", reason });
    assert.equal(trial.result.finding, reason);
    assert.equal(trial.lets, true);
  });
}

test("the end of its time says what is known by then", async () => {
  await begins();
  await isAnswered();
  trial.receive({ type: "media.closed", leg: "trial", reason: "over" });
  assert.equal(trial.result.finding, "none");
  trial.tryAgain();
  await settled();
  counts = ["audio", "video"].map((kind) => ({ type: "inbound-rtp", kind, packetsReceived: 5 }));
  await passes(500);
  trial.receive({ type: "media.closed", leg: "trial", reason: "lost" });
  assert.equal(trial.result.finding, "good");
});

test("a result holds for five minutes, also for a page that is loaded again", async () => {
  await begins();
  await comesBack();
  await passes(6500);
  const measuredAt = Date.now();
  await begins();
  assert.equal(trial.isRunning, false);
  trial = newTrial();
  assert.equal(trial.result.finding, "good");
  mock.timers.setTime(measuredAt + 5 * 60_000);
  await begins();
  assert.equal(trial.isRunning, false);
  mock.timers.setTime(measuredAt + 5 * 60_000 + 1);
  assert.equal(newTrial().result, null);
  await begins();
  assert.equal(trial.isRunning, true);
});

test("that nothing gets through is not kept for a page that is loaded again", async () => {
  await begins();
  trial.receive({ type: "media.closed", leg: "trial", reason: "lost" });
  assert.equal(trial.result.finding, "none");
  assert.equal(newTrial().result, null);
});

test("a trial that is given up says nothing, and can begin again", async () => {
  await begins();
  trial.stop();
  assert.deepEqual([trial.isRunning, trial.result, trial.lets], [false, null, false]);
  assert.deepEqual(kinds(), ["media.join", "media.leave"]);
  await begins();
  assert.equal(trial.isRunning, true);
  assert.equal(sent.at(-1).attempt, 2);
});

test("messages of an earlier attempt are left alone", async () => {
  await begins();
  trial.stop();
  await begins();
  const peers = FakePeer.all.slice(-2);
  trial.receive({ type: "media.answer", leg: "trial", attempt: 1, sdp: "answer" });
  await settled();
  assert.ok(peers.every(({ remoteDescription }) => remoteDescription === null));
});
