// What is measured of the way to the media server and back, and which words follow from it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { figuresBetween, measured, pathSample } from "../call/path_figures";

const none = pathSample([], 0);
const sample = (changed) => ({ ...none, ...changed });

test("the counters of both connections are added up", () => {
  const up = [
    { type: "outbound-rtp", kind: "audio", bytesSent: 100, packetsSent: 10 },
    { type: "outbound-rtp", kind: "video", bytesSent: 900, packetsSent: 20 },
    { type: "remote-inbound-rtp", packetsLost: 2, roundTripTime: 0.05 },
    { type: "remote-inbound-rtp", packetsLost: -1, roundTripTime: 0.08 },
  ];
  const down = [
    { type: "inbound-rtp", kind: "audio", bytesReceived: 90, packetsReceived: 9, packetsLost: 1 },
    { type: "inbound-rtp", kind: "video", bytesReceived: 800, packetsReceived: 18, packetsLost: 0 },
    { type: "candidate-pair" },
  ];
  assert.deepEqual(pathSample([up, down], 7), {
    at: 7,
    sentBytes: 1000,
    sentPackets: 30,
    sentLost: 2,
    receivedBytes: 890,
    receivedSound: 9,
    receivedPicture: 18,
    receivedLost: 1,
    roundTripMs: 80,
    isHeldBack: false,
  });
});

test("a picture that the line makes smaller is noticed", () => {
  const video = { type: "outbound-rtp", kind: "video" };
  const heldBack = (reason) =>
    pathSample([[{ ...video, qualityLimitationReason: reason }]], 0).isHeldBack;
  assert.deepEqual(
    [heldBack("bandwidth"), heldBack("cpu"), heldBack(undefined)],
    [true, false, false],
  );
});

test("figures are those of the time between two samples", () => {
  const first = sample({ at: 1000, sentBytes: 500, sentPackets: 100, receivedSound: 10 });
  const last = sample({
    at: 3000,
    sentBytes: 250_500,
    sentPackets: 300,
    sentLost: 4,
    receivedBytes: 125_000,
    receivedSound: 60,
    receivedPicture: 45,
    receivedLost: 5,
    roundTripMs: 42.4,
  });
  assert.deepEqual(figuresBetween(first, last), {
    upKbits: 1000,
    downKbits: 500,
    lostUpPercent: 2,
    lostDownPercent: 3,
    roundTripMs: 42,
  });
});

test("nothing sent and nothing measured is no division by nothing", () => {
  assert.deepEqual(figuresBetween(none, none), {
    upKbits: 0,
    downKbits: 0,
    lostUpPercent: 0,
    lostDownPercent: 0,
    roundTripMs: null,
  });
});

const good = {
  upKbits: 900,
  downKbits: 700,
  lostUpPercent: 0,
  lostDownPercent: 0,
  roundTripMs: 40,
};
const found = (changed, last = {}) => measured({ ...good, ...changed }, sample(last));

test("a way is good up to five percent lost, and weak above, in either direction", () => {
  assert.equal(found({}), "good");
  for (const name of ["lostUpPercent", "lostDownPercent"]) {
    assert.equal(found({ [name]: 5 }), "good");
    assert.equal(found({ [name]: 5.1 }), "weak");
  }
});

test("a still picture needs little, so that only one that is held back is weak", () => {
  assert.equal(found({ upKbits: 20 }), "good");
  assert.equal(found({ upKbits: 299 }, { isHeldBack: true }), "weak");
  assert.equal(found({ upKbits: 300 }, { isHeldBack: true }), "good");
});

test("a way is slow above half a second", () => {
  assert.equal(found({ roundTripMs: 500 }), "good");
  assert.equal(found({ roundTripMs: 501 }), "slow");
  assert.equal(found({ roundTripMs: null }), "good");
  assert.equal(found({ roundTripMs: 900, lostUpPercent: 9 }), "weak");
});
