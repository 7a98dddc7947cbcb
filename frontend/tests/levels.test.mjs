import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.mjs";
import { MicrophoneMeter } from "../call/levels";

const heard = { sample: 0, state: "running", currentTime: 0 };
globalThis.AudioContext = class {
  get state() {
    return heard.state;
  }
  get currentTime() {
    return heard.currentTime;
  }
  createAnalyser() {
    return { getFloatTimeDomainData: (samples) => samples.fill(heard.sample) };
  }
  createMediaStreamSource() {
    return { connect() {} };
  }
  async close() {}
};
globalThis.addEventListener ??= () => undefined;

function read(known) {
  Object.assign(heard, known);
  return meter.readZero();
}
const meter = new MicrophoneMeter({});

test("only zeros are zero, and what remains in filters", () => {
  assert.equal(read({ sample: 0, currentTime: 1 }), true);
  assert.equal(read({ sample: 9e-7, currentTime: 2 }), true);
  assert.equal(read({ sample: 2e-6, currentTime: 3 }), false);
  assert.equal(read({ sample: -2e-6, currentTime: 4 }), false);
});

test("nothing is told while nothing is measured", () => {
  assert.equal(read({ sample: 0, currentTime: 5 }), true);
  assert.equal(read({ currentTime: 5 }), null);
  assert.equal(read({ currentTime: 6, state: "suspended" }), null);
  assert.equal(read({ currentTime: 7, state: "running" }), true);
});
