import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { FakeLine, FakePeer, devices, noRelay, settled } from "./browser.mjs";
import { SideLeg } from "../call/side_leg";
import { OFF, SLOW, THREE_LAYERS } from "../call/uplink_ladder";
import { WatchLeg } from "../call/watch_leg";

beforeEach(() => {
  FakePeer.all = [];
  window.parloirPeers.clear();
});

const devicesOf = (picture) => ({
  camera: picture.isSign ? "off" : "on",
  microphone: "on",
  signs: picture.signs ?? false,
});

function sideLeg(
  picture = { isSign: false, isReduced: false, rung: THREE_LAYERS, picturesFirst: false },
) {
  const sent = [];
  const lost = [];
  const leg = new SideLeg(noRelay, new FakeLine(), {
    send: (message) => Boolean(sent.push(message)),
    streams: () => undefined,
    lost: () => lost.push(true),
    picture: () => picture,
    devices: () => devicesOf(picture),
  });
  const show = (track) => {
    leg.tellDevices();
    leg.show(track);
  };
  return {
    show,
    leg,
    sent,
    lost,
    picture,
    joins: () => sent.filter(({ type }) => type === "media.join"),
  };
}

test("nothing is sent while a leg is only prepared", async () => {
  const { leg, sent } = sideLeg();
  await leg.prepare(devices());
  assert.equal(leg.isReady, true);
  assert.deepEqual(sent, []);
});

test("a prepared leg joins within the same turn", async () => {
  const { leg, joins } = sideLeg();
  await leg.prepare(devices());
  leg.join(devices());
  assert.deepEqual(joins(), [{ type: "media.join", leg: "side", attempt: 1, sdp: "our offer" }]);
});

test("a leg that is not prepared joins once as soon as it is", async () => {
  const { leg, joins } = sideLeg();
  leg.join(devices());
  leg.join(devices());
  assert.deepEqual(joins(), []);
  await settled();
  assert.equal(joins().length, 1);
});

test("a restarted leg counts its attempts and closes the former ones", async () => {
  const { leg, joins } = sideLeg();
  leg.join(devices());
  await settled();
  const former = [...FakePeer.all];
  leg.drop();
  assert.equal(former.length, 2);
  assert.ok(former.every((peer) => peer.isClosed));
  assert.equal(window.parloirPeers.size, 0);
  leg.join(devices());
  await settled();
  assert.deepEqual(
    joins().map(({ attempt }) => attempt),
    [1, 2],
  );
});

test("a renewed leg closes its former connections only when the next one has joined", async () => {
  const { leg, joins } = sideLeg();
  leg.join(devices());
  await settled();
  const former = [...FakePeer.all];
  leg.renew();
  assert.ok(former.every((peer) => !peer.isClosed));
  leg.join(devices());
  assert.equal(leg.isAt(1), false);
  await settled();
  assert.equal(leg.isAt(2), true);
  assert.equal(joins().length, 2);
  assert.ok(former.every((peer) => peer.isClosed));
  assert.equal(window.parloirPeers.size, 2);
});

test("a leg that was dropped while it was being prepared neither joins nor stays open", async () => {
  const { leg, sent } = sideLeg();
  leg.join(devices());
  leg.drop();
  await settled();
  assert.deepEqual(sent, []);
  assert.equal(window.parloirPeers.size, 0);
});

test("messages of another attempt are ignored", async () => {
  const { leg, sent } = sideLeg();
  leg.join(devices());
  await settled();
  const offer = { type: "media.offer", leg: "side", sdp: "their offer", streams: [] };
  leg.receive({ ...offer, attempt: 2 });
  await settled();
  assert.equal(
    sent.some(({ type }) => type === "media.accept"),
    false,
  );
  leg.receive({ ...offer, attempt: 1 });
  await settled();
  assert.deepEqual(sent.at(-1), {
    type: "media.accept",
    leg: "side",
    attempt: 1,
    sdp: "our answer",
  });
});

test("a failed connection is reported, one of a former attempt is not", async () => {
  const { leg, lost } = sideLeg();
  await leg.prepare(devices());
  const [peer] = FakePeer.all;
  const { onconnectionstatechange } = peer;
  peer.become("failed");
  assert.equal(lost.length, 1);
  leg.drop();
  onconnectionstatechange.call(peer);
  assert.equal(lost.length, 1);
});

test("an answer that makes no sense is a lost leg", async () => {
  const { leg, lost } = sideLeg();
  leg.join(devices());
  await settled();
  leg.receive({ type: "media.answer", leg: "side", attempt: 1, sdp: "nonsense" });
  await settled();
  assert.equal(lost.length, 1);
});

const ANSWER = { type: "media.answer", leg: "side", attempt: 1, sdp: "their answer" };

/** Returns the sender of the picture that a leg has offered. */
function pictureSender() {
  const [publishing] = FakePeer.all.filter(({ transceivers }) => transceivers.length > 0);
  return publishing.transceivers[1].sender;
}

async function joined(picture) {
  const all = sideLeg(picture);
  all.leg.join(devices());
  await settled();
  all.leg.receive(ANSWER);
  await settled();
  return { ...all, cameras: () => all.sent.filter(({ type }) => type === "media.devices") };
}

test("a leg with a camera sends all layers and says nothing of it", async () => {
  const { cameras } = await joined();
  assert.deepEqual(pictureSender().active, ["h", "m", "l"]);
  assert.deepEqual(cameras(), []);
});

test("a camera that is switched off costs one small layer, and is told", async () => {
  const { show, picture, cameras } = await joined();
  const sign = { kind: "video" };
  Object.assign(picture, {
    isSign: true,
    isReduced: true,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
  show(sign);
  await settled();
  assert.equal(pictureSender().track, sign);
  assert.deepEqual(pictureSender().active, ["l"]);
  assert.ok(pictureSender().encodings.at(-1).maxBitrate <= 40_000);
  assert.deepEqual(cameras(), [
    {
      type: "media.devices",
      leg: "side",
      attempt: 1,
      camera: "off",
      microphone: "on",
      signs: false,
    },
  ]);
});

test("a camera that is switched on again has all its layers with their rates", async () => {
  const { show, picture, cameras } = await joined();
  const before = pictureSender().encodings;
  Object.assign(picture, {
    isSign: true,
    isReduced: true,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
  show({ kind: "video" });
  Object.assign(picture, {
    isSign: false,
    isReduced: false,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
  show({ kind: "video" });
  await settled();
  assert.deepEqual(pictureSender().encodings, before);
  assert.deepEqual(
    cameras().map(({ camera }) => camera),
    ["off", "on"],
  );
});

test("a paused picture costs one small layer and is still a camera's", async () => {
  const { show, picture, cameras } = await joined();
  picture.isReduced = true;
  show({ kind: "video" });
  await settled();
  assert.deepEqual(pictureSender().active, ["l"]);
  assert.deepEqual(cameras(), []);
});

test("on a thin line a picture has fewer layers and frames, and later all again", async () => {
  const { show, picture, cameras } = await joined();
  const before = pictureSender().encodings;
  picture.rung = SLOW;
  show({ kind: "video" });
  await settled();
  assert.deepEqual(pictureSender().active, ["l"]);
  assert.equal(pictureSender().encodings.at(-1).maxFramerate, 6);
  assert.deepEqual(cameras(), []);
  picture.rung = THREE_LAYERS;
  show({ kind: "video" });
  await settled();
  assert.deepEqual(pictureSender().encodings, before);
});

test("where somebody signs, a thin line costs the sound first, and then frames", async () => {
  const { leg, show, picture, cameras } = await joined();
  Object.assign(picture, { picturesFirst: true, rung: SLOW, signs: true });
  show({ kind: "video" });
  await settled();
  assert.deepEqual(pictureSender().active, ["l"]);
  assert.equal(pictureSender().encodings.at(-1).maxFramerate, undefined);
  assert.equal(pictureSender().degradationPreference, "maintain-framerate");
  assert.equal(soundIsSent(), false);
  assert.deepEqual(cameras(), [
    { type: "media.devices", leg: "side", attempt: 1, camera: "on", microphone: "on", signs: true },
  ]);
  picture.rung = OFF;
  show({ kind: "video" });
  await settled();
  assert.equal(pictureSender().encodings.at(-1).maxFramerate, 6);
  Object.assign(picture, { picturesFirst: false, rung: THREE_LAYERS });
  show({ kind: "video" });
  await settled();
  assert.deepEqual(pictureSender().active, ["h", "m", "l"]);
  assert.equal(pictureSender().degradationPreference, undefined);
  assert.equal(soundIsSent(), true);
  leg.receive({
    type: "media.picture",
    leg: "side",
    attempt: 1,
    paused: false,
    sound_paused: true,
  });
  assert.deepEqual([leg.isPicturePaused, leg.isSoundPaused], [false, true]);
});

test("a track that is shown while a leg is being prepared is the one that it sends", async () => {
  const { leg, picture, sent } = sideLeg();
  leg.join(devices());
  const sign = { kind: "video" };
  Object.assign(picture, {
    isSign: true,
    isReduced: true,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
  leg.show(sign);
  await settled();
  assert.equal(pictureSender().track, sign);
  assert.deepEqual(
    sent.map(({ type }) => type),
    ["media.join", "media.devices"],
  );
  leg.drop();
  leg.join(devices());
  await settled();
  const again = FakePeer.all.filter(({ transceivers }) => transceivers.length > 0).at(-1);
  assert.notEqual(again.transceivers[1].sender.track, sign);
});

test("another sound takes the place of the first, also while a leg is being prepared", async () => {
  const sender = () => FakePeer.all.find((one) => one.transceivers.length).transceivers[0].sender;
  const { leg } = sideLeg();
  leg.join(devices());
  const silence = { kind: "audio" };
  leg.speakWith(silence);
  await settled();
  assert.equal(sender().track, silence);
  const microphone = { kind: "audio" };
  leg.speakWith(microphone);
  await settled();
  assert.equal(sender().track, microphone);
});

test("a camera fits a leg that has offered as many layers as it has", async () => {
  const { leg } = sideLeg();
  const camera = (size) => devices(size).getVideoTracks()[0];
  assert.equal(leg.fits(camera({ width: 640, height: 480 })), true);
  await leg.prepare(devices());
  assert.equal(leg.fits(camera({ width: 960, height: 540 })), true);
  assert.equal(leg.fits(camera({ width: 640, height: 480 })), false);
});

test("a leg that joins with its camera off offers all layers and sends one", async () => {
  const all = sideLeg({ isSign: true, isReduced: true, rung: THREE_LAYERS, picturesFirst: false });
  all.leg.join(devices());
  await settled();
  assert.deepEqual(pictureSender().active, ["h", "m", "l"]);
  assert.deepEqual(
    all.sent.map(({ type }) => type),
    ["media.join", "media.devices"],
  );
  all.leg.receive(ANSWER);
  await settled();
  assert.deepEqual(pictureSender().active, ["l"]);
});

test("a camera that is switched off before the answer sends one layer after it", async () => {
  const all = sideLeg();
  await all.leg.prepare(devices());
  Object.assign(all.picture, {
    isSign: true,
    isReduced: true,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
  all.leg.show({ kind: "video" });
  await settled();
  assert.deepEqual(pictureSender().active, ["h", "m", "l"]);
  assert.deepEqual(all.sent, []);
  all.leg.join(devices());
  all.leg.receive(ANSWER);
  await settled();
  assert.deepEqual(pictureSender().active, ["l"]);
});

/** Returns whether the sound of the leg that was offered last is sent. */
function soundIsSent() {
  const publishing = FakePeer.all.filter(({ transceivers }) => transceivers.length > 0).at(-1);
  return publishing.transceivers[0].sender.track !== null;
}

async function connected(picture) {
  const all = sideLeg(picture);
  await all.leg.prepare(devices());
  all.leg.connect();
  all.leg.connect();
  all.leg.receive(ANSWER);
  await settled();
  return { ...all, types: () => all.sent.map(({ type }) => type) };
}

test("a leg that is connected before the press sends neither picture nor sound", async () => {
  const { leg, sent } = await connected();
  assert.deepEqual(sent, [{ type: "media.prepare", leg: "side", attempt: 1, sdp: "our offer" }]);
  assert.deepEqual(pictureSender().active, []);
  assert.equal(soundIsSent(), false);
  leg.show({ kind: "video" });
  await settled();
  assert.deepEqual(pictureSender().active, []);
});

test("a leg is held back before its answer is there, with which it could send", async () => {
  const { leg } = sideLeg();
  await leg.prepare(devices());
  assert.equal(soundIsSent(), true);
  leg.connect();
  await settled();
  assert.deepEqual(pictureSender().active, []);
  assert.equal(soundIsSent(), false);
});

test("a microphone that is exchanged before the press is heard from the press on", async () => {
  const { leg } = await connected();
  const microphone = { kind: "audio" };
  leg.speakWith(microphone);
  await settled();
  assert.equal(soundIsSent(), false);
  leg.join(devices());
  await settled();
  const { sender } = FakePeer.all.filter((one) => one.transceivers.length).at(-1).transceivers[0];
  assert.equal(sender.track, microphone);
});

test("the press opens a connected leg without a message", async () => {
  const { leg, types } = await connected();
  leg.join(devices());
  await settled();
  assert.deepEqual(types(), ["media.prepare"]);
  assert.deepEqual(pictureSender().active, ["h", "m", "l"]);
  assert.equal(soundIsSent(), true);
});

test("a whole picture of each layer is sent when somebody receives from now on", async () => {
  const { leg } = await connected();
  leg.join(devices());
  await settled();
  assert.equal(pictureSender().wholePictures, 0);
  leg.sendWholePicture();
  await settled();
  assert.equal(pictureSender().wholePictures, 3);
  assert.deepEqual(pictureSender().active, ["h", "m", "l"]);
});

test("a press before the answer opens the leg with the answer", async () => {
  const { leg, sent } = sideLeg();
  await leg.prepare(devices());
  leg.connect();
  leg.join(devices());
  leg.receive(ANSWER);
  await settled();
  assert.equal(sent.length, 1);
  assert.deepEqual(pictureSender().active, ["h", "m", "l"]);
  assert.equal(soundIsSent(), true);
});

test("a leg that is connected with its camera off opens one layer, and says so", async () => {
  const { leg, types } = await connected({
    isSign: true,
    isReduced: true,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
  assert.deepEqual(types(), ["media.prepare", "media.devices"]);
  leg.join(devices());
  await settled();
  assert.deepEqual(pictureSender().active, ["l"]);
});

test("a leg that was let go before the press joins with the next attempt", async () => {
  const { leg, joins } = await connected();
  leg.drop();
  await leg.prepare(devices());
  leg.join(devices());
  await settled();
  assert.deepEqual(
    joins().map(({ attempt }) => attempt),
    [2],
  );
  leg.receive({ ...ANSWER, attempt: 2 });
  await settled();
  assert.equal(soundIsSent(), true);
});

test("a leg that is lost before the press is known under its attempt, and reported", async () => {
  const { leg, lost } = await connected();
  assert.deepEqual([leg.isAt(1), leg.isAt(2), leg.isJoined], [true, false, false]);
  FakePeer.all.find(({ transceivers }) => transceivers.length > 0).become("failed");
  assert.equal(lost.length, 1);
});

test("without a connection to the server nothing counts as asked", async () => {
  const { leg, sent } = sideLeg();
  const offline = new SideLeg(noRelay, new FakeLine(), {
    send: () => false,
    streams: () => undefined,
    lost: () => undefined,
    picture: () => ({ isSign: false, isReduced: false, rung: THREE_LAYERS, picturesFirst: false }),
    devices: () => devicesOf({}),
  });
  await offline.prepare(devices());
  offline.connect();
  assert.equal(offline.isKnown, false);
  await leg.prepare(devices());
  leg.connect();
  assert.equal(leg.isKnown, true);
  assert.equal(sent.length, 1);
});

function watch() {
  const sent = [];
  const leg = new WatchLeg("v1", noRelay, new FakeLine(), {
    send: (message) => Boolean(sent.push(message)),
    streams: () => undefined,
    changed: () => undefined,
  });
  const attempts = () =>
    sent.filter(({ type }) => type === "media.watch").map(({ attempt }) => attempt);
  return { leg, sent, attempts };
}

test("a watching leg whose offer does not come asks again, and says so meanwhile", (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const { leg, attempts } = watch();
  leg.begin();
  mock.timers.tick(5_999);
  assert.equal(leg.isFailing, false);
  mock.timers.tick(1);
  assert.equal(leg.isFailing, true);
  assert.deepEqual(attempts(), [1]);
  mock.timers.tick(500);
  assert.deepEqual(attempts(), [1, 2]);
  leg.works();
  assert.equal(leg.isFailing, false);
});

test("a refusal that names no leg is taken by those that still wait for an offer", async () => {
  const { leg } = watch();
  leg.begin();
  leg.receive({ type: "media.offer", leg: "v1", attempt: 1, sdp: "their offer", streams: [] });
  leg.mediaRefused();
  assert.equal(leg.isFailing, false);
  leg.begin();
  leg.mediaRefused();
  assert.equal(leg.isFailing, true);
  leg.close();
});

test("a closed watching leg leaves and never asks again", (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const { leg, sent, attempts } = watch();
  leg.begin();
  leg.close();
  mock.timers.tick(60_000);
  assert.deepEqual(attempts(), [1]);
  assert.deepEqual(sent.at(-1), { type: "media.leave", leg: "v1" });
});

test("a watching leg does not ask for the layer that it has", async () => {
  const { leg, sent } = watch();
  leg.begin();
  leg.receive({ type: "media.offer", leg: "v1", attempt: 1, sdp: "their offer", streams: [] });
  await settled();
  assert.deepEqual(
    sent.map(({ type }) => type),
    ["media.watch", "media.accept"],
  );
  leg.close();
});

test("a watching leg opens its connection while it waits for the offer", async () => {
  const { leg } = watch();
  leg.begin();
  await settled();
  assert.equal(window.parloirPeers.size, 1);
  leg.close();
  assert.equal(window.parloirPeers.size, 0);
});

test("a watching leg keeps the layer that was asked for when it restarts", async () => {
  const { leg, sent } = watch();
  leg.begin();
  leg.receiveLayer("high");
  leg.receive({ type: "media.restart", leg: "v1", attempt: 1, reason: "moved" });
  leg.receive({ type: "media.offer", leg: "v1", attempt: 2, sdp: "their offer", streams: [] });
  await settled();
  const asked = sent.filter(({ type }) => type === "media.quality");
  assert.deepEqual(asked.at(-1), { type: "media.quality", leg: "v1", attempt: 2, level: "high" });
  leg.close();
});
