import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { FakeLine, FakePeer, devices, settled } from "./browser.mjs";
import { Relays } from "../call/relays";
import { SideLeg } from "../call/side_leg";
import { WatchLeg } from "../call/watch_leg";

const SERVER = { urls: ["turn:relay.example"], username: "1:a", credential: "b" };
const ASKED = { type: "media.relay", leg: "side", attempt: 1 };

beforeEach(() => {
  FakePeer.all = [];
});

function relays({ isOffered = true, isConnected = true } = {}) {
  const sent = [];
  const made = new Relays(isOffered, (message) => isConnected && Boolean(sent.push(message)));
  return { relays: made, sent };
}

test("a house without a relay is not asked", async () => {
  const { relays: none, sent } = relays({ isOffered: false });
  assert.deepEqual(await none.serversFor("side", 1), []);
  assert.deepEqual(sent, []);
});

test("without a connection nobody waits for an answer", async () => {
  const { relays: cut } = relays({ isConnected: false });
  assert.deepEqual(await cut.serversFor("side", 1), []);
});

test("the answer of another leg or attempt is not this one's", async () => {
  const { relays: asking, sent } = relays();
  const servers = asking.serversFor("side", 1);
  assert.deepEqual(sent, [ASKED]);
  for (const other of [
    { leg: "side", attempt: 2 },
    { leg: "v1", attempt: 1 },
  ]) {
    asking.receive({ ...other, servers: [{ ...SERVER, username: "other" }] });
  }
  asking.receive({ leg: "side", attempt: 1, servers: [SERVER] });
  assert.deepEqual(await servers, [SERVER]);
});

test("a server that does not answer is waited for two seconds and no longer", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { relays: asking } = relays();
  let answered = null;
  void asking.serversFor("side", 1).then((servers) => (answered = servers));
  mock.timers.tick(1999);
  await Promise.resolve();
  assert.equal(answered, null);
  mock.timers.tick(1);
  await Promise.resolve();
  assert.deepEqual(answered, []);
  asking.receive({ leg: "side", attempt: 1, servers: [SERVER] });
  mock.timers.reset();
});

test("both connections of a side's attempt have the relay, and the next attempt asks again", async () => {
  const { relays: asking, sent } = relays();
  const leg = new SideLeg(asking, new FakeLine(), {
    send: () => true,
    streams: () => undefined,
    lost: () => undefined,
    picture: () => ({ isSign: false, isReduced: false }),
  });
  leg.join(devices());
  await settled();
  assert.deepEqual(FakePeer.all, []);
  asking.receive({ leg: "side", attempt: 1, servers: [SERVER] });
  await settled();
  assert.deepEqual(
    FakePeer.all.map(({ configuration }) => configuration.iceServers),
    [[SERVER], [SERVER]],
  );
  leg.drop();
  leg.join(devices());
  assert.deepEqual(sent, [ASKED, { ...ASKED, attempt: 2 }]);
});

test("an officer's leg asks once for each attempt", async () => {
  const { relays: asking, sent } = relays();
  const leg = new WatchLeg("v1", asking, new FakeLine(), {
    send: () => true,
    streams: () => undefined,
    changed: () => undefined,
  });
  leg.begin();
  asking.receive({ leg: "v1", attempt: 1, servers: [SERVER] });
  await settled();
  assert.deepEqual(sent, [{ type: "media.relay", leg: "v1", attempt: 1 }]);
  assert.deepEqual(FakePeer.all[0].configuration.iceServers, [SERVER]);
  leg.close();
});
