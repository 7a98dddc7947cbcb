import assert from "node:assert/strict";
import { mock, test } from "node:test";

import "./browser.mjs";
import { HalfMinute, StatsTeller, countersIn } from "../call/leg_stats";

function report({ sent = 0, received = 0, ...more } = {}) {
  return new Map(
    [
      { type: "outbound-rtp", kind: "audio", packetsSent: sent },
      { type: "outbound-rtp", kind: "video", packetsSent: sent },
      { type: "outbound-rtp", kind: "video", packetsSent: sent },
      { type: "remote-inbound-rtp", packetsLost: -2, roundTripTime: 0.05 },
      { type: "inbound-rtp", kind: "audio", packetsReceived: received, packetsLost: 1 },
      {
        type: "inbound-rtp",
        kind: "video",
        packetsReceived: received,
        framesDecoded: received,
        frameHeight: 720,
        jitter: 0.004,
        freezeCount: 1,
        totalFreezesDuration: 0.25,
        ...more,
      },
      { type: "candidate-pair", packetsSent: 99 },
    ].entries(),
  );
}

const at = (seconds, numbers) => countersIn([report(numbers)], seconds * 1000);

test("the counters of both connections and all layers are added up", () => {
  const found = countersIn([report({ sent: 3 }), report({ received: 5 })], 7);
  assert.deepEqual(found, {
    at: 7,
    sentSound: 3,
    sentPicture: 6,
    receivedSound: 5,
    receivedPicture: 5,
    sentLost: 0,
    receivedLost: 2,
    freezes: 2,
    frozenMs: 500,
    frames: 5,
    roundTripMs: 50,
    jitterMs: 4,
    height: 720,
  });
});

test("what grew between two samples has flowed all that time, the rest has not", () => {
  const halfMinute = new HalfMinute(at(0));
  halfMinute.add(at(10, { sent: 1 }));
  halfMinute.add(at(20, { sent: 1, received: 4 }));
  assert.equal(halfMinute.isOver, false);
  halfMinute.add(at(30, { sent: 2, received: 4 }));
  assert.equal(halfMinute.isOver, true);
  const told = halfMinute.told(null);
  assert.equal(told.sent_sound_ms, 20_000);
  assert.equal(told.sent_picture_ms, 20_000);
  assert.equal(told.received_sound_ms, 10_000);
  assert.equal(told.received_picture_ms, 10_000);
  assert.equal(told.first_frame_ms_ago, null);
});

test("what is told keeps to the bounds of the protocol", () => {
  const halfMinute = new HalfMinute(at(0));
  const endless = { freezeCount: 5000, totalFreezesDuration: 900, packetsLost: 3e6, jitter: 900 };
  halfMinute.add(at(100, { sent: 1, received: 1, ...endless }));
  const told = halfMinute.told(-1e9);
  assert.equal(told.sent_sound_ms, 30_000);
  assert.equal(told.received_lost, 1_000_000);
  assert.equal(told.jitter_ms, 60_000);
  assert.equal(told.freezes, 1000);
  assert.equal(told.frozen_ms, 30_000);
  assert.equal(told.first_frame_ms_ago, 86_400_000);
});

test("an attempt is told every half-minute until it ends", async () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const clock = mock.method(performance, "now", () => seconds * 1000);
  let seconds = 0;
  const told = [];
  const peer = { getStats: async () => report({ sent: seconds, received: seconds }) };
  const teller = new StatsTeller(
    () => [peer, null],
    (one, attempt) => told.push([attempt, one.sent_sound_ms, one.first_frame_ms_ago]),
  );
  const pass = async (count) => {
    for (let one = 0; one < count; one += 1) {
      seconds += 1;
      mock.timers.tick(1000);
      await new Promise((done) => setImmediate(done));
    }
  };
  teller.begin(2);
  await pass(30);
  assert.deepEqual(told, []);
  await pass(1);
  assert.deepEqual(told, [[2, 30_000, 30_000]]);
  await pass(30);
  assert.equal(told.length, 2);
  teller.stop();
  await pass(60);
  assert.equal(told.length, 2);
  clock.mock.restore();
  mock.timers.reset();
});
