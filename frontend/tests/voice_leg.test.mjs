import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { FakeLine, FakePeer, noRelay, settled } from "./browser.mjs";
import { Speaker } from "../surfaces/wall/speaker";

const VISIT = { visit: "v1" };
const LEG = "voice:v1";

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_000_000 });
  mock.method(performance, "now", () => Date.now());
  FakePeer.all = [];
  const microphone = { getTracks: () => [], getAudioTracks: () => [{ kind: "audio" }] };
  window.addEventListener = () => undefined;
  navigator.mediaDevices = { getUserMedia: async () => microphone };
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
  delete navigator.mediaDevices;
  delete window.addEventListener;
});

/** Lets time pass in small steps, so that what waits for promises goes on in between. */
async function passes(milliseconds) {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    mock.timers.tick(100);
    await settled();
  }
}

/** An officer who presses "Speak to them", and is heard. */
async function heard() {
  const sent = [];
  const line = new FakeLine();
  const speaker = new Speaker({
    relays: noRelay,
    line,
    send: (message) => Boolean(sent.push(message)),
    changed: () => undefined,
  });
  speaker.press(VISIT);
  await settled();
  speaker.receive({ type: "media.answer", leg: LEG, attempt: 1, sdp: "their answer" });
  await settled();
  FakePeer.all[0].become("connected");
  return { speaker, line, types: () => sent.map(({ type }) => type), sent };
}

test("a voice that is cut off takes another way, and the officer reads that nobody hears", async () => {
  const { speaker, line, sent } = await heard();
  assert.equal(speaker.stateIn("v1"), "heard");
  FakePeer.all[0].become("disconnected");
  assert.equal(speaker.stateIn("v1"), "returns");
  assert.equal(speaker.speaksIn("v1"), true);
  mock.timers.tick(100);
  line.answers();
  await passes(300);
  assert.deepEqual(sent.at(-1), {
    type: "media.reroute",
    leg: LEG,
    attempt: 1,
    sdp: "our offer of another way",
  });
  FakePeer.all[0].become("connected");
  await passes(4_000);
  assert.equal(speaker.stateIn("v1"), "heard");
});

test("a voice that the server does not hear takes another way", async () => {
  const { speaker, types } = await heard();
  speaker.receive({ type: "media.unheard", leg: LEG, attempt: 1 });
  await passes(200);
  assert.deepEqual(types(), ["media.join", "media.reroute"]);
});

for (const [what, lose] of [
  ["that finds no other way", () => FakePeer.all[0].become("failed")],
  [
    "that the server lets begin again",
    (speaker) =>
      speaker.receive({ type: "media.restart", leg: LEG, attempt: 1, reason: "unheard" }),
  ],
]) {
  test(`a voice ${what} begins again with a new connection`, async () => {
    const { speaker, line, types, sent } = await heard();
    lose(speaker);
    mock.timers.tick(100);
    line.answers();
    await passes(5_000);
    assert.deepEqual(
      types().filter((type) => type !== "media.reroute"),
      ["media.join", "media.leave", "media.join"],
    );
    assert.equal(sent.at(-1).attempt, 2);
    assert.equal(speaker.stateIn("v1"), "comes");
    assert.deepEqual(
      FakePeer.all.map(({ isClosed }) => isClosed),
      [true, false],
    );
  });
}

test("a voice that was never heard fails, and does not begin again", async () => {
  const { speaker, types } = await heard();
  speaker.stop();
  speaker.press(VISIT);
  await settled();
  FakePeer.all[1].become("failed");
  await passes(1_000);
  assert.equal(speaker.stateIn("v1"), "failed");
  assert.deepEqual(types(), ["media.join", "media.leave", "media.join", "media.leave"]);
});
