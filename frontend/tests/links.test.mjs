import assert from "node:assert/strict";
import { test } from "node:test";

import { SIGN_FRAMES_A_SECOND } from "../call/camera_sign";
import { CAMERA_FRAMES_A_SECOND, kindOfTrouble } from "../call/devices";
import { levelOf } from "../call/levels";
import { QualityWatch, qualityBetween } from "../call/quality";
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

const CAMERA = { asked: CAMERA_FRAMES_A_SECOND };
const SIGN = { asked: SIGN_FRAMES_A_SECOND };
const before = { at: 0, frames: 0, packets: 0, lost: 0, ...CAMERA };
const after = (frames, packets, lost) => ({ at: 2000, frames, packets, lost, ...CAMERA });

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

test("a picture of few frames is good where few were asked for", () => {
  const signs = (frames, lost = 0) => [
    { ...before, ...SIGN },
    { ...after(frames, 100 - lost, lost), ...SIGN },
  ];
  assert.equal(qualityBetween(...signs(4)), "good");
  assert.equal(qualityBetween(...signs(2)), "good");
  assert.equal(qualityBetween(...signs(1)), "fair");
  assert.equal(qualityBetween(...signs(0)), "poor");
  assert.equal(qualityBetween(...signs(4, 3)), "fair");
  assert.equal(qualityBetween(...signs(4, 9)), "poor");
});

test("while a sign gives way to a camera, or takes its place, few frames are enough", () => {
  assert.equal(qualityBetween({ ...before, ...SIGN }, after(5, 100, 0)), "good");
  assert.equal(qualityBetween(before, { ...after(5, 100, 0), ...SIGN }), "good");
});

function peerWith(frames) {
  const video = (id, of) => ({
    id,
    type: "inbound-rtp",
    kind: "video",
    trackIdentifier: id,
    timestamp: frames.at,
    framesDecoded: of,
    packetsReceived: frames.at,
    packetsLost: 0,
  });
  return {
    getStats: async () => [video("visitor", frames.visitor), video("inmate", frames.inmate)],
  };
}

test("each received picture is judged by what its own sender was asked for", async () => {
  const asked = (track) => (track === "visitor" ? SIGN.asked : CAMERA.asked);
  const quality = async (visitor, inmate) => {
    const watch = new QualityWatch();
    assert.equal(await watch.read(peerWith({ at: 0, visitor: 0, inmate: 0 }), asked), null);
    return watch.read(peerWith({ at: 2000, visitor, inmate }), asked);
  };
  assert.equal(await quality(4, 48), "good");
  assert.equal(await quality(48, 4), "poor");
});

test("what was forgotten is not compared with what comes later", async () => {
  const asked = () => CAMERA.asked;
  const watch = new QualityWatch();
  await watch.read(peerWith({ at: 0, visitor: 0, inmate: 0 }), asked);
  watch.forget();
  assert.equal(await watch.read(peerWith({ at: 2000, visitor: 1, inmate: 1 }), asked), null);
});

test("silence is empty, speech moves the bar, loud fills it", () => {
  assert.equal(levelOf(0), 0);
  assert.equal(levelOf(0.001), 0);
  assert.ok(levelOf(0.05) > 0.4 && levelOf(0.05) < 0.8);
  assert.equal(levelOf(1), 1);
});
