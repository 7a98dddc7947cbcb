import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.mjs";
import { Patience, holdBack, soundIn } from "../call/patience";

/** Lets seconds pass of which each has 50 packets and 48,000 samples, and these in addition. */
function line(patience, roundTripMs = 300) {
  const total = soundIn([]);
  patience.after({ ...total, roundTripMs });
  return (count, { askedAgain = 0, made = 0, madeSilent = 0 } = {}) => {
    let held = null;
    for (let second = 0; second < count; second += 1) {
      total.packets += 50;
      total.samples += 48_000;
      total.askedAgain += askedAgain;
      total.made += made;
      total.madeSilent += madeSilent;
      held = patience.after({ ...total, roundTripMs });
    }
    return held;
  };
}

const LOSSY = { askedAgain: 10, made: 4800 };

test("sound is counted over all that is received, and the way of the pair that is used", () => {
  const sound = {
    type: "inbound-rtp",
    kind: "audio",
    packetsReceived: 50,
    nackCount: 4,
    totalSamplesReceived: 48_000,
    concealedSamples: 900,
    silentConcealedSamples: 300,
  };
  const report = new Map([
    [1, sound],
    [2, { ...sound, kind: "video" }],
    [3, { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.3 }],
    [4, { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 }],
  ]);
  assert.deepEqual(soundIn([report, new Map([[1, sound]])]), {
    packets: 100,
    askedAgain: 8,
    samples: 96_000,
    made: 1800,
    madeSilent: 600,
    roundTripMs: 300,
  });
});

test("after two seconds that miss sound, it waits for what was asked for again", () => {
  const pass = line(new Patience());
  assert.equal(pass(1, LOSSY), null);
  assert.equal(pass(1), null);
  assert.equal(pass(1, LOSSY), null);
  assert.equal(pass(1, LOSSY), 510);
});

test("nothing waits where nothing is asked for again, or nothing is missing", () => {
  assert.equal(line(new Patience())(9, { made: 4800 }), null);
  assert.equal(line(new Patience())(9, { askedAgain: 10 }), null);
  assert.equal(line(new Patience())(9, { askedAgain: 10, made: 4800, madeSilent: 4800 }), null);
  assert.equal(line(new Patience())(9, { askedAgain: 1, made: 960 }), null);
  assert.equal(line(new Patience())(9, { askedAgain: 2, made: 961 }), 510);
});

test("nobody waits for longer than 800 ms", () => {
  assert.equal(line(new Patience(), 541)(2, LOSSY), 799);
  assert.equal(line(new Patience(), 5000)(2, LOSSY), 800);
});

test("after half a minute in which hardly anything was asked for again, nothing waits", () => {
  const pass = line(new Patience());
  assert.equal(pass(2, LOSSY), 510);
  assert.equal(pass(29), 510);
  assert.equal(pass(1, { askedAgain: 10 }), 510);
  assert.equal(pass(29), 510);
  assert.equal(pass(1), null);
});

test("only receivers of sound are asked, once, and only where they can", () => {
  const asked = [];
  const receiver = (kind) => ({
    track: { kind },
    get jitterBufferTarget() {
      return asked.at(-1) ?? null;
    },
    set jitterBufferTarget(ms) {
      asked.push(ms);
    },
  });
  const old = { track: { kind: "audio" } };
  holdBack([receiver("audio"), receiver("video"), old], null);
  holdBack([receiver("audio"), receiver("video"), old], 510);
  holdBack([receiver("audio"), receiver("video"), old], 510);
  assert.deepEqual(asked, [510]);
  assert.deepEqual(Object.keys(old), ["track"]);
});
