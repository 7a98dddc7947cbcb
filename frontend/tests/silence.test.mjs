import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { FakeLine, FakePeer, devices, noRelay, settled } from "./browser.mjs";
import { SideLeg } from "../call/side_leg";

let now = 0;

beforeEach(() => {
  FakePeer.all = [];
  window.parloirPeers.clear();
  now = 0;
  mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  mock.method(performance, "now", () => now);
});

afterEach(() => {
  mock.restoreAll();
  mock.timers.reset();
});

/** Joins, and returns what lets a second pass in which so many packets arrive. */
async function joined() {
  let changes = 0;
  let packets = 0;
  const leg = new SideLeg(noRelay, new FakeLine(), {
    send: () => true,
    streams: () => undefined,
    lost: () => undefined,
    silenceChanged: () => (changes += 1),
    picture: () => ({ isSign: false, isReduced: false }),
    devices: () => ({ camera: "on", microphone: "on" }),
  });
  const begin = async () => {
    packets = 0;
    leg.join(devices());
    await settled();
    const [, sending] = FakePeer.all.slice(-2).reverse();
    const sound = { type: "inbound-rtp", kind: "audio" };
    sending.getStats = async () => [{ ...sound, packetsReceived: packets }];
  };
  await begin();
  const beginAgain = () => {
    leg.renew();
    return begin();
  };
  const second = async (arrived) => {
    packets += arrived;
    now += 1000;
    mock.timers.tick(1000);
    await settled();
    return leg.isSilent;
  };
  return { leg, second, beginAgain, changes: () => changes };
}

test("two seconds without anything of the others are silence, until something comes", async () => {
  const { second, changes } = await joined();
  assert.equal(await second(50), false);
  assert.equal(await second(0), false);
  assert.equal(changes(), 0);
  assert.equal(await second(0), true);
  assert.equal(await second(0), true);
  assert.equal(changes(), 1);
  assert.equal(await second(1), false);
  assert.equal(changes(), 2);
});

test("nobody is silent who has not come yet, and an attempt that is given up is not", async () => {
  const { leg, second } = await joined();
  assert.deepEqual([await second(0), await second(0), await second(0)], [false, false, false]);
  await second(50);
  await second(0);
  assert.equal(await second(0), true);
  leg.drop();
  assert.equal(leg.isSilent, false);
});

test("a leg that begins again for silence is silent until something arrives on it", async () => {
  const { second, beginAgain, changes } = await joined();
  for (const packets of [50, 0, 0]) await second(packets);
  await beginAgain();
  assert.deepEqual([await second(0), await second(0)], [true, true]);
  assert.equal(changes(), 1);
  assert.equal(await second(50), false);
  assert.equal(changes(), 2);
  await beginAgain();
  assert.equal(await second(0), false);
});

test("something arrives from the first packets on, until a silence", async () => {
  const { leg, second } = await joined();
  assert.equal(leg.isReceiving, false);
  const seen = [];
  for (const packets of [0, 50, 0, 0, 50]) {
    await second(packets);
    seen.push(leg.isReceiving);
  }
  assert.deepEqual(seen, [false, true, true, false, true]);
  leg.drop();
  assert.equal(leg.isReceiving, false);
});
