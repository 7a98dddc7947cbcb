import assert from "node:assert/strict";
import { test } from "node:test";

import { kindOfTrouble } from "../call/devices";
import { levelOf } from "../call/levels";
import { QualityWatch, pictureBetween, soundBetween } from "../call/quality";
import { delayBefore } from "../call/socket";

test("the connection is tried again ever more slowly, up to three seconds", () => {
  const delays = [0, 1, 2, 3, 4, 5, 50].map((attempt) => delayBefore(attempt, 0));
  assert.deepEqual(delays, [200, 500, 1000, 2000, 3000, 3000, 3000]);
});

test("up to thirty per cent of jitter is added", () => {
  assert.equal(delayBefore(2, 0.5), 1150);
  assert.equal(delayBefore(4, 1), 3900);
});

test("each trouble with a device has its own kind", () => {
  const named = (name) => Object.assign(new Error("refused"), { name });
  assert.equal(kindOfTrouble(named("NotAllowedError")), "denied");
  assert.equal(kindOfTrouble(named("NotFoundError")), "missing");
  assert.equal(kindOfTrouble(named("NotReadableError")), "busy");
  assert.equal(kindOfTrouble(named("TypeError")), "other");
  assert.equal(kindOfTrouble("not an error"), "other");
});

const before = { at: 0, frames: 0, packets: 0, lost: 0 };
const after = (frames, packets, lost) => ({ at: 2000, frames, packets, lost });

test("a link is good up to two per cent of loss and from ten frames a second", () => {
  assert.equal(pictureBetween(before, after(20, 98, 2)), "good");
  assert.equal(pictureBetween(before, after(20, 97, 3)), "fair");
  assert.equal(pictureBetween(before, after(19, 100, 0)), "fair");
});

test("a link is poor above eight per cent of loss or below four frames a second", () => {
  assert.equal(pictureBetween(before, after(40, 92, 8)), "fair");
  assert.equal(pictureBetween(before, after(40, 91, 9)), "poor");
  assert.equal(pictureBetween(before, after(8, 100, 0)), "fair");
  assert.equal(pictureBetween(before, after(7, 100, 0)), "poor");
});

test("a link on which nothing arrives is poor", () => {
  assert.equal(pictureBetween(before, after(0, 0, 0)), "poor");
  assert.equal(pictureBetween(before, before), "poor");
});

test("sound is judged by its losses, and not at all where there is little of it", () => {
  const sound = (packets, lost) => soundBetween(before, after(0, packets, lost));
  assert.equal(sound(98, 2), "good");
  assert.equal(sound(97, 3), "fair");
  assert.equal(sound(92, 8), "fair");
  assert.equal(sound(91, 9), "poor");
  assert.equal(sound(10, 10), "poor");
  assert.equal(sound(10, 9), null);
  assert.equal(sound(0, 0), null);
});

function peerWith({ at, ...frames }) {
  const streams = Object.entries(frames).map(([id, framesDecoded]) => ({
    id,
    type: "inbound-rtp",
    trackIdentifier: id,
    timestamp: at,
    framesDecoded,
    packetsReceived: at,
    packetsLost: 0,
  }));
  return { getStats: async () => streams };
}

test("the worst picture decides, and one that is not judged does not count", async () => {
  const quality = async (judged, visitor, inmate) => {
    const watch = new QualityWatch();
    const read = (counted) => watch.read(peerWith(counted), (track) => judged[track] ?? null);
    assert.equal(await read({ at: 0, visitor: 0, inmate: 0 }), null);
    return read({ at: 2000, visitor, inmate });
  };
  const both = { visitor: "picture", inmate: "picture" };
  assert.equal(await quality(both, 48, 48), "good");
  assert.equal(await quality(both, 48, 4), "poor");
  assert.equal(await quality({ ...both, inmate: null }, 48, 4), "good");
  assert.equal(await quality({ ...both, inmate: "sound" }, 48, 4), "good");
  assert.equal(await quality({}, 48, 4), null);
});

test("a sign that gives way to a camera is not compared with it", async () => {
  const watch = new QualityWatch();
  const read = (at, inmate, judged) => watch.read(peerWith({ at, inmate }), () => judged);
  await read(0, 0, "picture");
  assert.equal(await read(2000, 4, null), null);
  assert.equal(await read(4000, 8, "picture"), null);
  assert.equal(await read(6000, 56, "picture"), "good");
});

test("what was forgotten is not compared with what comes later", async () => {
  const watch = new QualityWatch();
  const judged = () => "picture";
  await watch.read(peerWith({ at: 0, visitor: 0, inmate: 0 }), judged);
  watch.forget();
  assert.equal(await watch.read(peerWith({ at: 2000, visitor: 1, inmate: 1 }), judged), null);
});

test("silence is empty, speech moves the bar, loud fills it", () => {
  assert.equal(levelOf(0), 0);
  assert.equal(levelOf(0.001), 0);
  assert.ok(levelOf(0.05) > 0.4 && levelOf(0.05) < 0.8);
  assert.equal(levelOf(1), 1);
});
