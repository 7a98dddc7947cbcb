import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import "./browser.mjs";
import { OwnPicture } from "../call/own_picture";

class FakeTrack extends EventTarget {
  kind = "video";
  enabled = true;
  muted = false;
  stops = 0;
  stop() {
    this.stops += 1;
  }
  become(event) {
    this.muted = event === "mute";
    this.dispatchEvent(new Event(event));
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
  const changes = [];
  const own = new OwnPicture(
    () => "The camera is switched off",
    () => changes.push(own.sent),
  );
  pictures.push(own);
  own.use(camera);
  return { own, camera, changes };
}

test("a camera that is on is sent in full", () => {
  const { own, camera } = picture();
  assert.equal(own.track(), camera);
  assert.deepEqual(own.sent, { isSign: false, isReduced: false });
  assert.equal(signs.length, 0);
});

test("a camera that is switched off sends nothing, and one sign takes its place", () => {
  const { own, camera } = picture();
  own.isCameraOff = true;
  assert.equal(own.track(), own.track());
  assert.equal(own.track(), signs[0]);
  assert.equal(camera.enabled, false);
  assert.deepEqual(own.sent, { isSign: true, isReduced: true });
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

test("a camera that the system takes away and gives back is told, with a sign meanwhile", () => {
  const { own, camera, changes } = picture();
  camera.become("mute");
  assert.equal(own.track(), signs[0]);
  assert.equal(camera.enabled, true);
  camera.become("unmute");
  assert.equal(own.track(), camera);
  assert.deepEqual(
    changes.map(({ isSign }) => isSign),
    [true, false],
  );
});

test("a picture of a paused visit is the camera's, reduced", () => {
  const { own, camera } = picture();
  own.isPaused = true;
  assert.equal(own.track(), camera);
  assert.deepEqual(own.sent, { isSign: false, isReduced: true });
});

test("another camera stays off, and the former one is not heard any more", () => {
  const { own, camera, changes } = picture();
  own.isCameraOff = true;
  own.track();
  const other = new FakeTrack();
  own.use(other);
  assert.equal(signs[0].stops, 1);
  assert.equal(own.track(), signs[1]);
  assert.equal(other.enabled, false);
  camera.become("mute");
  assert.deepEqual(changes, []);
});

test("without a camera there is nothing to send, and the next person begins with theirs on", () => {
  const { own } = picture();
  own.isCameraOff = own.isPaused = true;
  own.reset();
  assert.equal(own.track(), null);
  assert.deepEqual(own.sent, { isSign: false, isReduced: false });
});
