// What a visit uses where it is there, and does without where it is not.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { FakePeer, devices } from "./browser.mjs";
import { meterOf, receivedLevel } from "../call/levels";
import { Publisher } from "../call/publisher";
import { VideoView } from "../call/video_view";

class FakeVideo extends EventTarget {
  dataset = {};
  videoWidth = 640;
  currentTime = 0;
  setAttribute() {}
  async play() {}
}
const plain = () => ({ append() {}, setAttribute() {} });
let video;
globalThis.document = {
  hidden: false,
  createElement: (name) => (name === "video" ? (video = new FakeVideo()) : plain()),
};

const vp8 = { mimeType: "video/VP8", clockRate: 90000 };
const h264 = { mimeType: "video/H264", clockRate: 90000 };

/** Prepares a publisher and returns the order of codecs that was asked for its video. */
async function preferred() {
  const asked = [];
  const add = FakePeer.prototype.addTransceiver;
  FakePeer.prototype.addTransceiver = function (track, init) {
    const transceiver = add.call(this, track, init);
    if (!takesOrder) delete transceiver.setCodecPreferences;
    else if (track.kind === "video")
      transceiver.setCodecPreferences = (codecs) => asked.push(codecs);
    return transceiver;
  };
  try {
    const publisher = await Publisher.prepare(devices(), [], { connected() {}, lost() {} });
    assert.equal(publisher.offer, "our offer");
  } finally {
    FakePeer.prototype.addTransceiver = add;
  }
  return asked;
}
let takesOrder;
beforeEach(() => {
  takesOrder = true;
  RTCRtpReceiver.getCapabilities = () => ({ codecs: [h264, vp8] });
});

test("VP8 comes first where a browser takes an order of codecs", async () => {
  assert.deepEqual(await preferred(), [[vp8]]);
});

test("a browser that takes no order of codecs makes its offer all the same", async () => {
  takesOrder = false;
  assert.deepEqual(await preferred(), []);
});

test("a browser that does not list its codecs makes its offer all the same", async () => {
  delete RTCRtpReceiver.getCapabilities;
  assert.deepEqual(await preferred(), []);
});

/** Shows a stream in a video with these abilities; `seen` counts its first frames. */
function shown(abilities) {
  const seen = [];
  const view = new VideoView({ firstFrame: () => seen.push(true) });
  Object.assign(video, abilities);
  view.show({});
  return { view, video, seen };
}

test("the first frame is noticed by the callback where there is one", () => {
  let callBack;
  const { view, video, seen } = shown({
    requestVideoFrameCallback: (called) => ((callBack = called), 1),
  });
  video.dispatchEvent(new Event("loadeddata"));
  assert.equal(view.isMoving, false);
  callBack();
  assert.equal(view.isMoving, true);
  assert.equal(seen.length, 1);
});

test("the first frame is noticed without callbacks", () => {
  const { view, video, seen } = shown({});
  assert.equal(view.isMoving, false);
  video.dispatchEvent(new Event("loadeddata"));
  assert.equal(view.isMoving, true);
  assert.equal(seen.length, 1);
});

test("the first frame of a former stream says nothing about the present one", () => {
  const { view, video, seen } = shown({});
  view.clear();
  video.dispatchEvent(new Event("loadeddata"));
  assert.equal(view.isMoving, false);
  assert.equal(seen.length, 0);
});

test("a video moves while its frames are counted, or else while its time goes on", () => {
  let frames = 0;
  const counted = { getVideoPlaybackQuality: () => ({ totalVideoFrames: frames }) };
  const first = shown(counted);
  first.video.currentTime = 1;
  first.view.observe();
  assert.equal(first.view.isMoving, false);
  frames = 1;
  first.view.observe();
  assert.equal(first.view.isMoving, true);

  const second = shown({});
  second.view.observe();
  assert.equal(second.view.isMoving, false);
  second.video.currentTime = 1;
  second.view.observe();
  assert.equal(second.view.isMoving, true);
});

test("a browser that measures no sound has no meter", () => {
  assert.equal(meterOf({}), null);
  globalThis.AudioContext = class {
    constructor() {
      throw new Error("too many");
    }
  };
  try {
    assert.equal(meterOf({}), null);
  } finally {
    delete globalThis.AudioContext;
  }
});

test("a receiver that names no sources is silent", () => {
  assert.equal(receivedLevel({}), 0);
});
