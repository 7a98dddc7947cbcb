import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { FakeLine, FakePeer, devices, noRelay, settled } from "./browser.mjs";
import { Arrivals } from "../call/arrivals";
import { watchPeer } from "../call/peers";
import { Relays } from "../call/relays";
import { Rerouting } from "../call/rerouting";
import { SideLeg } from "../call/side_leg";
import { WatchLeg } from "../call/watch_leg";

const ANSWER = { type: "media.answer", leg: "side", attempt: 1, sdp: "their answer" };

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_000_000 });
  mock.method(performance, "now", () => Date.now());
  FakePeer.all = [];
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** Lets time pass in small steps, so that what waits for promises goes on in between. */
async function passes(milliseconds) {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    mock.timers.tick(100);
    await settled();
  }
}

function rerouting() {
  const line = new FakeLine();
  const state = { isCut: true, canReroute: true, reroutes: 0, lost: 0 };
  const made = new Rerouting(line, {
    isSilent: async () => state.isCut,
    isCut: async () => state.isCut,
    reroute: async () => {
      state.reroutes += 1;
      return state.canReroute;
    },
    lost: () => (state.lost += 1),
  });
  return { rerouting: made, line, state };
}

test("a path that is cut as a whole is left alone however long it takes", async () => {
  const { rerouting: made, line, state } = rerouting();
  made.doubt();
  await passes(60_000);
  assert.deepEqual([line.asked, state.reroutes, state.lost], [1, 0, 0]);
});

test("a path that is back when the server answers goes on as it was", async () => {
  const { rerouting: made, line, state } = rerouting();
  made.doubt();
  await passes(3_000);
  state.isCut = false;
  line.answers();
  await passes(10_000);
  assert.deepEqual([state.reroutes, state.lost], [0, 0]);
});

test("another way is asked for as soon as the server answers and nothing arrives", async () => {
  const { rerouting: made, line, state } = rerouting();
  made.doubt();
  await passes(3_000);
  line.answers();
  await passes(200);
  assert.equal(state.reroutes, 1);
  state.isCut = false;
  await passes(20_000);
  assert.deepEqual([state.reroutes, state.lost], [1, 0]);
});

test("a leg that finds no other way within four seconds is lost", async () => {
  const { rerouting: made, line, state } = rerouting();
  made.doubt();
  await passes(100);
  line.answers();
  await passes(100);
  assert.equal(state.reroutes, 1);
  await passes(3_900);
  assert.equal(state.lost, 0);
  await passes(100);
  assert.equal(state.lost, 1);
});

test("a leg that cannot have another way is lost without waiting", async () => {
  const { rerouting: made, line, state } = rerouting();
  state.canReroute = false;
  made.doubt();
  await passes(100);
  line.answers();
  await passes(100);
  assert.equal(state.lost, 1);
});

test("a flapping line is rerouted once in six seconds", async () => {
  const { rerouting: made, line, state } = rerouting();
  const begun = [];
  for (let turn = 0; turn < 50; turn += 1) {
    state.isCut = true;
    made.doubt();
    mock.timers.tick(100);
    line.answers();
    await passes(200);
    if (state.reroutes > begun.length) begun.push(Date.now());
    state.isCut = false;
    made.settle();
  }
  assert.equal(begun.length, 3);
  for (const [index, at] of begun.slice(1).entries()) assert.ok(at - begun[index] >= 6_000);
});

test("a page that the server does not hear takes another way without a doubt of its own", async () => {
  const { rerouting: made, line, state } = rerouting();
  state.isCut = false;
  made.unheard();
  await passes(100);
  assert.deepEqual([line.asked, state.reroutes, made.isInDoubt], [0, 1, true]);
  await passes(4_000);
  assert.deepEqual([state.reroutes, state.lost, made.isInDoubt], [1, 0, false]);
  made.unheard();
  await passes(1_000);
  assert.equal(state.reroutes, 1);
  await passes(1_000);
  made.unheard();
  await passes(100);
  assert.equal(state.reroutes, 2);
});

test("what the server said before a cut path came back changes nothing", async () => {
  const { rerouting: made, line, state } = rerouting();
  made.doubt();
  await passes(5_000);
  state.isCut = false;
  made.unheard();
  line.answers();
  await passes(10_000);
  assert.deepEqual([state.reroutes, state.lost], [0, 0]);
});

test("a leg that was settled meanwhile is neither rerouted nor lost", async () => {
  const { rerouting: made, line, state } = rerouting();
  made.doubt();
  await passes(100);
  line.answers();
  await passes(100);
  made.settle();
  await passes(10_000);
  assert.deepEqual([state.reroutes, state.lost], [1, 0]);
});

test("nothing for almost two seconds is silence, if anything came before", () => {
  const arrivals = new Arrivals();
  arrivals.add(0, 0);
  assert.equal(arrivals.isSilentAt(10_000), false);
  arrivals.add(100, 10_000);
  arrivals.add(100, 11_000);
  assert.equal(arrivals.isSilentAt(11_899), false);
  assert.equal(arrivals.isSilentAt(11_900), true);
  arrivals.add(101, 12_000);
  assert.equal(arrivals.isSilentAt(12_000), false);
});

async function joined({ relays = noRelay } = {}) {
  const line = new FakeLine();
  const sent = [];
  const lost = [];
  const leg = new SideLeg(relays, line, {
    send: (message) => Boolean(sent.push(message)),
    streams: () => undefined,
    lost: () => lost.push(true),
    picture: () => ({ isSign: false, isReduced: false }),
    devices: () => ({ camera: "on", microphone: "on" }),
  });
  leg.join(devices());
  await settled();
  leg.receive(ANSWER);
  await settled();
  for (const peer of FakePeer.all) peer.become("connected");
  const reroutes = () => sent.filter(({ type }) => type === "media.reroute");
  return { leg, line, sent, lost, reroutes };
}

test("a side's packets that stop while the server answers take another way", async () => {
  const { line, lost, reroutes } = await joined();
  for (const peer of FakePeer.all) peer.arrived = 1000;
  await passes(3_100);
  line.answers();
  await passes(1_000);
  assert.deepEqual(reroutes(), [
    { type: "media.reroute", leg: "side", attempt: 1, sdp: "our offer of another way" },
  ]);
  for (const peer of FakePeer.all) peer.arrived = 2000;
  await passes(1_000);
  for (const peer of FakePeer.all) peer.arrived = 3000;
  assert.deepEqual(lost, []);
});

test("a side that the server does not hear takes another way, if this attempt is meant", async () => {
  const { leg, lost, reroutes } = await joined();
  leg.receive({ type: "media.unheard", leg: "side", attempt: 2 });
  await passes(200);
  assert.equal(reroutes().length, 0);
  leg.receive({ type: "media.unheard", leg: "side", attempt: 1 });
  await passes(500);
  assert.equal(reroutes().length, 1);
  assert.deepEqual(lost, []);
});

test("what was lost while nothing came says nothing of the line", async () => {
  const { sent } = await joined();
  const lines = () => sent.filter(({ type }) => type === "media.line");
  const sound = { type: "inbound-rtp", kind: "audio", packetsReceived: 0, packetsLost: 0 };
  const [peer] = FakePeer.all;
  peer.getStats = async () => [{ type: "candidate-pair", bytesReceived: peer.arrived }, sound];
  const second = async ({ came, lost = 0 }) => {
    peer.arrived += came;
    sound.packetsReceived += came;
    sound.packetsLost += lost;
    await passes(1_000);
  };
  await second({ came: 50 });
  await second({ came: 50 });
  assert.equal(lines().length, 1);
  await second({ came: 0 });
  await second({ came: 0 });
  await second({ came: 25, lost: 125 });
  await second({ came: 50 });
  assert.deepEqual(
    lines().map(({ lost }) => lost),
    [0, 0],
  );
});

test("a connection that is cut is not lost, and takes another way when the server answers", async () => {
  const { line, lost, reroutes } = await joined();
  for (const state of ["disconnected", "failed"]) FakePeer.all[0].become(state);
  await passes(20_000);
  assert.deepEqual([lost, reroutes()], [[], []]);
  line.answers();
  await passes(500);
  assert.equal(reroutes().length, 1);
});

test("a connection that was never there is lost when it fails, or after twelve seconds", async () => {
  const { leg, lost } = await joined();
  leg.drop();
  FakePeer.all = [];
  leg.join(devices());
  await settled();
  const [first, second] = FakePeer.all;
  first.become("connecting");
  await passes(11_900);
  assert.equal(lost.length, 0);
  await passes(100);
  assert.equal(lost.length, 1);
  second.become("failed");
  assert.equal(lost.length, 2);
});

test("a connection that has nowhere to send from is lost after twelve seconds, too", async () => {
  const { leg, lost } = await joined();
  leg.drop();
  FakePeer.all = [];
  leg.join(devices());
  await settled();
  FakePeer.all[0].isNegotiated();
  await passes(11_900);
  assert.equal(lost.length, 0);
  await passes(100);
  assert.equal(lost.length, 1);
});

for (const [what, candidates, lostAfter] of [
  ["no address of the relay after five seconds", "a=candidate:1 typ host", 5_000],
  ["an address of the relay after twelve seconds", "a=candidate:2 typ relay", 12_000],
]) {
  test(`a connection that was never there is lost with ${what}`, async () => {
    const peer = new FakePeer({ iceServers: [{ urls: ["turn:relay.example"] }] });
    window.parloirPeers.add(peer);
    let lost = 0;
    watchPeer(peer, { doubtful: () => assert.fail("it never was"), lost: () => (lost += 1) });
    peer.localDescription = { type: "offer", sdp: candidates };
    peer.isNegotiated();
    await passes(lostAfter - 100);
    assert.equal(lost, 0);
    await passes(100);
    assert.equal(lost, 1);
    window.parloirPeers.delete(peer);
  });
}

test("another way has a fresh credential of the relay in both directions", async () => {
  const asked = [];
  const relays = new Relays(true, (message) => Boolean(asked.push(message)));
  const server = (username) => ({ urls: ["turn:relay.example"], username, credential: "b" });
  const joining = joined({ relays });
  await settled();
  relays.receive({ leg: "side", attempt: 1, servers: [server("first")] });
  const { leg, line, reroutes } = await joining;
  leg.receive(ANSWER);
  for (const peer of FakePeer.all) peer.become("connected");
  FakePeer.all[0].become("disconnected");
  mock.timers.tick(100);
  line.answers();
  await passes(300);
  assert.equal(asked.length, 2);
  assert.equal(reroutes().length, 0);
  relays.receive({ leg: "side", attempt: 1, servers: [server("second")] });
  await settled();
  assert.equal(reroutes().length, 1);
  for (const { configuration } of FakePeer.all)
    assert.deepEqual(configuration.iceServers, [server("second")]);
});

test("what an officer watches takes another way without an offer of ours", async () => {
  const sent = [];
  const line = new FakeLine();
  const leg = new WatchLeg("v1", noRelay, line, {
    send: (message) => Boolean(sent.push(message)),
    streams: () => undefined,
    changed: () => undefined,
  });
  leg.begin();
  leg.receive({ type: "media.offer", leg: "v1", attempt: 1, sdp: "their offer", streams: [] });
  await settled();
  FakePeer.all[0].become("connected");
  FakePeer.all[0].become("disconnected");
  mock.timers.tick(100);
  line.answers();
  await passes(300);
  assert.deepEqual(sent.at(-1), { type: "media.reroute", leg: "v1", attempt: 1 });
  leg.receive({ type: "media.offer", leg: "v1", attempt: 1, sdp: "another way", streams: [] });
  await settled();
  assert.equal(sent.at(-1).type, "media.accept");
  leg.close();
});

test("a connection that comes back after a gap is not connected for a second time", () => {
  const peer = new FakePeer({});
  let connected = 0;
  let doubtful = 0;
  watchPeer(peer, {
    connected: () => (connected += 1),
    doubtful: () => (doubtful += 1),
    lost: () => assert.fail("it is not lost"),
  });
  for (const state of ["connecting", "connected", "disconnected", "connected"]) peer.become(state);
  assert.deepEqual([connected, doubtful], [1, 1]);
});
