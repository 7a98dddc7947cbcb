import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.mjs";
import { Uplink, upBetween, upIn } from "../call/uplink";
import { OFF, SLOW, THREE_LAYERS, UplinkLadder, rungOf } from "../call/uplink_ladder";

const CLEAN = { soundLost: 0, lost: 0, roundTripMs: 50, isUnsent: false };
const FAIR = { ...CLEAN, soundLost: 0.05 };
const BAD = { ...CLEAN, soundLost: 0.1 };
const SEVERE = { ...CLEAN, soundLost: 0.2 };
const UNSENT = { ...CLEAN, isUnsent: true };
const [ONE, TWO, THREE] = [1, 2, 3].map(rungOf);

const times = (count, second) => Array.from({ length: count }, () => second);

function after(seconds, ladder = new UplinkLadder(), top = THREE) {
  for (const second of seconds) ladder.after(second, top);
  return ladder;
}

/** Returns a ladder that has come down to this rung, whose last step has settled. */
function at(rung) {
  const ladder = new UplinkLadder();
  while (ladder.rung > rung) after([BAD, BAD, ...times(3, FAIR)], ladder);
  assert.equal(ladder.rung, rung);
  return ladder;
}

/** Returns after how many of these seconds in a row the rung changes. */
function lasts(second, ladder) {
  const { rung } = ladder;
  for (let count = 1; count < 2000; count += 1) {
    if (after([second], ladder).rung !== rung) return count;
  }
  return Infinity;
}

for (const [second, isBad, isClean] of [
  [CLEAN, false, true],
  [{ ...CLEAN, soundLost: 0.02, lost: 0.05, roundTripMs: 1000 }, false, true],
  [{ ...CLEAN, soundLost: 0.021 }, false, false],
  [{ ...CLEAN, lost: 0.051 }, false, false],
  [{ ...CLEAN, roundTripMs: 1001 }, false, false],
  [{ ...CLEAN, soundLost: 0.079, lost: 0.199, roundTripMs: 1499 }, false, false],
  [{ ...CLEAN, soundLost: 0.08 }, true, false],
  [{ ...CLEAN, lost: 0.2 }, true, false],
  [{ ...CLEAN, roundTripMs: 1500 }, true, false],
]) {
  test(`a second with ${JSON.stringify(second)} is bad: ${isBad}, clean: ${isClean}`, () => {
    assert.equal(lasts(second, at(ONE)), isBad ? 2 : isClean ? 7 + 2 : 30 - 3);
  });
}

for (const [rung, seconds, then] of [
  [THREE, [BAD], THREE],
  [THREE, [BAD, FAIR, BAD], THREE],
  [THREE, [BAD, BAD], TWO],
  [TWO, [BAD, BAD], ONE],
  [ONE, [BAD, BAD], SLOW],
  [SLOW, [BAD, BAD], OFF],
  [OFF, times(9, BAD), OFF],
  [THREE, [SEVERE], SLOW],
  [TWO, [SEVERE], SLOW],
  [SLOW, [SEVERE], OFF],
  [THREE, times(4, UNSENT), THREE],
  [THREE, [...times(4, UNSENT), CLEAN, ...times(4, UNSENT)], THREE],
  [THREE, times(5, UNSENT), TWO],
  [THREE, [BAD, UNSENT], THREE],
  [THREE, [BAD, UNSENT, UNSENT], TWO],
]) {
  test(`from ${rung}, ${seconds.length} seconds like ${JSON.stringify(seconds[0])} lead to ${then}`, () => {
    assert.equal(after(seconds, at(rung)).rung, then);
  });
}

test("three seconds after a step down say nothing", () => {
  const ladder = after([BAD, BAD]);
  assert.equal(after(times(4, BAD), ladder).rung, TWO);
  assert.equal(after([BAD], ladder).rung, ONE);
});

test("each step up takes ten clean seconds, once the one before has succeeded", () => {
  const ladder = after([SEVERE]);
  const rungs = [];
  for (let second = 0; second < 30; second += 1) rungs.push(after([CLEAN], ladder).rung);
  const expected = [...times(9, SLOW), ...times(10, ONE), ...times(10, TWO), THREE];
  assert.deepEqual(rungs, expected);
});

test("a step up that fails is tried again after four times the seconds, 320 at most", () => {
  const ladder = at(TWO);
  lasts(CLEAN, ladder);
  for (const wait of [40, 160, 320, 320]) {
    assert.equal(after([BAD], ladder).rung, TWO);
    assert.equal(lasts(CLEAN, ladder), wait);
  }
});

test("a layer that is switched on again gets as long as at first, and is then taken back", () => {
  const ladder = at(TWO);
  lasts(CLEAN, ladder);
  assert.equal(lasts(UNSENT, ladder), 5);
  assert.equal(lasts(CLEAN, ladder), 40);
});

test("a step up that succeeded forgets what failed before", () => {
  const ladder = at(TWO);
  lasts(CLEAN, ladder);
  after([BAD], ladder);
  lasts(CLEAN, ladder);
  after(times(10, CLEAN), ladder);
  after([BAD, BAD], ladder);
  assert.equal(ladder.rung, TWO);
  assert.equal(lasts(CLEAN, ladder), 10);
});

test("a camera of two layers has one step less", () => {
  const ladder = after([BAD, BAD], new UplinkLadder(), TWO);
  assert.equal(ladder.rung, ONE);
  assert.equal(after(times(60, CLEAN), ladder, TWO).rung, TWO);
});

// What is counted

const sent = (rid, framesSent, packetsSent = 100) => ({
  type: "outbound-rtp",
  kind: rid ? "video" : "audio",
  rid,
  framesSent,
  packetsSent,
});
const reported = (kind, packetsLost, roundTripTime) => ({
  type: "remote-inbound-rtp",
  kind,
  packetsLost,
  roundTripTime,
});
const report = (...entries) => new Map(entries.entries());
const NOTHING = upIn([]);

test("all that is sent is counted, with the longest round trip", () => {
  const busy = { ...sent("h", 10), qualityLimitationReason: "cpu" };
  const found = upIn([
    report(sent(undefined, 0, 50), sent("l", 30), busy),
    report(reported("audio", 2, 0.1), reported("video", 5, 0.25), reported("video", 1)),
  ]);
  assert.deepEqual(found, {
    sound: { sent: 50, lost: 2 },
    picture: { sent: 200, lost: 6 },
    frames: new Map([
      ["l", 30],
      ["h", 10],
    ]),
    roundTripMs: 250,
    isMachineBusy: true,
  });
});

test("losses are counted over two seconds, as shares of what was sent", () => {
  const before = upIn([report(sent(undefined, 0, 100), reported("audio", 3))]);
  const last = upIn([report(sent(undefined, 0, 150), reported("audio", 3))]);
  const now = upIn([
    report(sent(undefined, 0, 200), sent("l", 5, 100), reported("audio", 13, 0.2)),
  ]);
  assert.deepEqual(upBetween(before, last, now, THREE), {
    soundLost: 0.1,
    lost: 0.05,
    roundTripMs: 200,
    isUnsent: false,
  });
});

test("losses that are taken back and counters that begin again are none", () => {
  const before = upIn([report(sent(undefined, 0, 100), reported("audio", 9))]);
  const taken = upIn([report(sent(undefined, 0, 200), reported("audio", 4))]);
  assert.equal(upBetween(before, before, taken, THREE).soundLost, 0);
  assert.equal(upBetween(before, before, NOTHING, THREE).soundLost, 0);
});

for (const [frames, rung, isUnsent] of [
  [{ l: 20, m: 20, h: 20 }, THREE, false],
  [{ l: 20, m: 20, h: 0 }, THREE, true],
  [{ l: 20, m: 0, h: 0 }, THREE, true],
  [{ l: 20, m: 20, h: 0 }, TWO, false],
  [{ l: 20, m: 0, h: 0 }, TWO, true],
  [{ l: 20, m: 0, h: 0 }, ONE, false],
  [{ l: 20, m: 0, h: 0 }, SLOW, false],
  [{ l: 0, m: 0, h: 0 }, THREE, false],
  [{ m: 20, h: 0 }, TWO, true],
  [{ m: 20, h: 0 }, ONE, false],
]) {
  test(`frames ${JSON.stringify(frames)} on rung ${rung}: a layer is unsent is ${isUnsent}`, () => {
    const counted = (changes) =>
      upIn([report(...Object.entries(frames).map(([rid, n]) => sent(rid, 50 + n * changes)))]);
    assert.equal(upBetween(NOTHING, counted(0), counted(1), rung).isUnsent, isUnsent);
  });
}

test("a busy machine is not a thin line", () => {
  const layers = (large) => [
    sent("l", 20 + large),
    { ...sent("h", 0), qualityLimitationReason: large ? "cpu" : "none" },
  ];
  const last = upIn([report(...layers(0))]);
  assert.equal(upBetween(last, last, upIn([report(...layers(9))]), TWO).isUnsent, false);
});

function uplink() {
  let changes = 0;
  let packets = 0;
  let lost = 0;
  const up = new Uplink(() => (changes += 1));
  const passes = ({ losing }) => {
    packets += 50;
    lost += losing ? 10 : 0;
    up.take([report(sent(undefined, 0, packets), reported("audio", lost))], THREE);
  };
  return { up, passes, changes: () => changes };
}

test("a change is told once, and the next person begins with everything", () => {
  const { up, passes, changes } = uplink();
  passes({ losing: false });
  passes({ losing: true });
  assert.deepEqual([up.rung, changes()], [SLOW, 1]);
  up.reset();
  assert.equal(up.rung, THREE_LAYERS);
});

test("where the picture comes first, sound that is lost alone changes nothing", () => {
  const { up, changes } = uplink();
  for (const [packets, lost] of [
    [50, 0],
    [100, 10],
    [150, 20],
    [200, 30],
  ]) {
    const picture = sent("l", packets, packets * 10);
    const reports = [report(sent(undefined, 0, packets), picture, reported("audio", lost))];
    up.take(reports, THREE, true);
  }
  assert.equal(changes(), 0);
});

test("what was lost while a second said nothing is not counted", () => {
  const { up, passes, changes } = uplink();
  passes({ losing: false });
  up.take(null, THREE);
  passes({ losing: true });
  assert.equal(changes(), 0);
  passes({ losing: true });
  assert.deepEqual([up.rung, changes()], [SLOW, 1]);
});
