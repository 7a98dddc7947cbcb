import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import "./browser.mjs";
import { OwnPicture } from "../call/own_picture";
import { OFF, SLOW, THREE_LAYERS } from "../call/uplink_ladder";

class FakeTrack extends EventTarget {
  kind = "video";
  enabled = true;
  muted = false;
  stops = 0;
  stop() {
    this.stops += 1;
  }
}

const signs = [];
globalThis.document = {
  createElement: () => ({
    getContext: () => null,
    captureStream: () => {
      signs.push(new FakeTrack());
      return { getVideoTracks: () => signs.slice(-1) };
    },
  }),
};

const pictures = [];
afterEach(() => {
  for (const picture of pictures.splice(0)) picture.reset();
  signs.length = 0;
});

function picture() {
  const camera = new FakeTrack();
  const own = new OwnPicture();
  pictures.push(own);
  own.use(camera);
  return { own, camera };
}

test("a camera that is on is sent in full", () => {
  const { own, camera } = picture();
  assert.equal(own.track(), camera);
  assert.deepEqual(own.sent, {
    isSign: false,
    isReduced: false,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
  assert.equal(signs.length, 0);
});

test("a camera that is switched off sends nothing, and one sign takes its place", () => {
  const { own, camera } = picture();
  own.isCameraOff = true;
  assert.equal(own.track(), own.track());
  assert.equal(own.track(), signs[0]);
  assert.equal(camera.enabled, false);
  assert.deepEqual(own.sent, {
    isSign: true,
    isReduced: true,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
});

test("a camera that is switched on again is sent, and its sign ends", () => {
  const { own, camera } = picture();
  own.isCameraOff = true;
  own.track();
  own.isCameraOff = false;
  assert.equal(own.track(), camera);
  assert.equal(camera.enabled, true);
  assert.equal(signs[0].stops, 1);
});

test("a sign takes the place of a camera while the system has it", () => {
  const { own, camera } = picture();
  camera.muted = true;
  assert.equal(own.track(), signs[0]);
  assert.equal(camera.enabled, true);
  assert.deepEqual(own.sent, {
    isSign: true,
    isReduced: true,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
  camera.muted = false;
  assert.equal(own.track(), camera);
  assert.deepEqual(own.sent, {
    isSign: false,
    isReduced: false,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
});

test("a picture of a paused visit is the camera's, reduced", () => {
  const { own, camera } = picture();
  own.isPaused = true;
  assert.equal(own.track(), camera);
  assert.deepEqual(own.sent, {
    isSign: false,
    isReduced: true,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
});

test("a sign takes the place of a picture that the line does not carry", () => {
  const { own, camera } = picture();
  own.rung = SLOW;
  assert.equal(own.track(), camera);
  own.rung = OFF;
  assert.equal(own.track(), signs[0]);
  assert.deepEqual(own.sent, { isSign: true, isReduced: true, rung: OFF, picturesFirst: false });
  assert.deepEqual([own.isThere, own.isTooMuch, camera.enabled], [true, true, true]);
  own.rung = SLOW;
  assert.equal(own.track(), camera);
  assert.equal(signs[0].stops, 1);
});

test("where somebody signs, the picture stays, with its frames before its size", () => {
  const { own, camera } = picture();
  assert.equal(own.track(), camera);
  assert.equal(camera.contentHint, "");
  own.rung = OFF;
  own.picturesFirst = true;
  assert.equal(own.track(), camera);
  assert.equal(camera.contentHint, "motion");
  assert.deepEqual(own.sent, { isSign: false, isReduced: false, rung: OFF, picturesFirst: true });
});

test("another camera stays off", () => {
  const { own } = picture();
  own.isCameraOff = true;
  own.track();
  const other = new FakeTrack();
  own.use(other);
  assert.equal(own.track(), signs[0]);
  assert.equal(other.enabled, false);
});

test("without a camera a sign is sent, until there is one", () => {
  const { own, camera } = picture();
  own.use(null);
  assert.equal(own.track(), signs[0]);
  assert.deepEqual(own.sent, {
    isSign: true,
    isReduced: true,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
  own.use(camera);
  assert.equal(own.track(), camera);
  assert.equal(signs[0].stops, 1);
});

test("the next person begins with their camera on", () => {
  const { own, camera } = picture();
  own.isCameraOff = own.isPaused = own.picturesFirst = true;
  own.rung = SLOW;
  own.reset();
  own.use(camera);
  assert.equal(own.track(), camera);
  assert.deepEqual(own.sent, {
    isSign: false,
    isReduced: false,
    rung: THREE_LAYERS,
    picturesFirst: false,
  });
});
