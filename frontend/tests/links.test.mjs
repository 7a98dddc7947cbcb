import assert from "node:assert/strict";
import { test } from "node:test";

import { kindOfTrouble } from "../call/devices";
import { levelOf } from "../call/levels";
import { qualityBetween } from "../call/quality";
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
  assert.equal(qualityBetween(before, after(20, 98, 2)), "good");
  assert.equal(qualityBetween(before, after(20, 97, 3)), "fair");
  assert.equal(qualityBetween(before, after(19, 100, 0)), "fair");
});

test("a link is poor above eight per cent of loss or below four frames a second", () => {
  assert.equal(qualityBetween(before, after(40, 92, 8)), "fair");
  assert.equal(qualityBetween(before, after(40, 91, 9)), "poor");
  assert.equal(qualityBetween(before, after(8, 100, 0)), "fair");
  assert.equal(qualityBetween(before, after(7, 100, 0)), "poor");
});

test("a link on which nothing arrives is poor", () => {
  assert.equal(qualityBetween(before, after(0, 0, 0)), "poor");
  assert.equal(qualityBetween(before, before), "poor");
});

test("silence is empty, speech moves the bar, loud fills it", () => {
  assert.equal(levelOf(0), 0);
  assert.equal(levelOf(0.001), 0);
  assert.ok(levelOf(0.05) > 0.4 && levelOf(0.05) < 0.8);
  assert.equal(levelOf(1), 1);
});
