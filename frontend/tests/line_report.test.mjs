import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.mjs";
import { LineTeller, lineBetween, lineIn } from "../call/line_report";

const SOUND = {
  type: "inbound-rtp",
  kind: "audio",
  packetsReceived: 100,
  packetsLost: 5,
  totalSamplesReceived: 96_000,
  concealedSamples: 9000,
  silentConcealedSamples: 4000,
  jitterBufferDelay: 6,
  jitterBufferEmittedCount: 90,
};
const PICTURE = {
  type: "inbound-rtp",
  kind: "video",
  packetsReceived: 300,
  packetsLost: 20,
  jitterBufferDelay: 50,
  jitterBufferEmittedCount: 30,
};

const report = (...entries) => new Map(entries.entries());
const NOTHING = lineIn([]);
const line = (changes) => ({ ...NOTHING, ...changes });

test("all that is received is counted, and the wait of sound alone", () => {
  const sent = { type: "outbound-rtp", kind: "audio", packetsSent: 70 };
  assert.deepEqual(lineIn([report(sent), report(SOUND, PICTURE, SOUND)]), {
    packets: 500,
    lost: 30,
    samples: 192_000,
    made: 18_000,
    madeSilent: 8000,
    waitedS: 12,
    waited: 180,
  });
});

test("a second is told in thousandths of what was expected", () => {
  const after = line({
    packets: 60,
    lost: 20,
    samples: 48_000,
    made: 4800,
    madeSilent: 2400,
    waitedS: 9.6,
    waited: 48,
  });
  assert.deepEqual(lineBetween(NOTHING, after), { sound_missing: 50, lost: 250, delay_ms: 200 });
});

test("the silence of somebody who is muted is nothing that is missing", () => {
  const muted = line({ samples: 48_000, made: 48_000, madeSilent: 48_000 });
  assert.equal(lineBetween(NOTHING, muted), null);
  const beside = { ...muted, packets: 30 };
  assert.deepEqual(lineBetween(NOTHING, beside), { sound_missing: 0, lost: 0, delay_ms: 0 });
});

test("sound that is missing is told although nothing at all arrived", () => {
  const cut = line({ samples: 48_000, made: 48_000, madeSilent: 38_400 });
  assert.deepEqual(lineBetween(NOTHING, cut), { sound_missing: 200, lost: 0, delay_ms: 0 });
});

test("what is told keeps to the bounds, and counters that fall back tell nothing", () => {
  const wild = line({ packets: 1, lost: 1e9, samples: 1, made: 1e9, waitedS: 1e9, waited: 1 });
  assert.deepEqual(lineBetween(NOTHING, wild), {
    sound_missing: 1000,
    lost: 1000,
    delay_ms: 60_000,
  });
  assert.equal(lineBetween(wild, NOTHING), null);
});

test("the first second has nothing to compare with, nor has the first of another attempt", () => {
  const told = [];
  const teller = new LineTeller((one) => told.push(one));
  teller.take([report(SOUND)]);
  assert.deepEqual(told, []);
  teller.take([report({ ...SOUND, packetsReceived: 150 })]);
  assert.deepEqual(told, [{ sound_missing: 0, lost: 0, delay_ms: 0 }]);
  teller.forget();
  teller.take([report({ ...SOUND, packetsReceived: 200 })]);
  assert.equal(told.length, 1);
});
