import assert from "node:assert/strict";
import { test } from "node:test";

import { layersFor, reduced } from "../call/encodings";

const CHROMIUM =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
const ON_IOS =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0) AppleWebKit/605.1.15 FxiOS/153.0 Safari/605";

const names = (layers) => layers.map(({ rid }) => rid);
const largest = (browser) => layersFor(1280, 720, browser)[0].maxBitrate;

test("a camera too small for three layers declares two", () => {
  assert.deepEqual(names(layersFor(1280, 720, CHROMIUM)), ["h", "m", "l"]);
  assert.deepEqual(names(layersFor(960, 540, CHROMIUM)), ["h", "m", "l"]);
  assert.deepEqual(names(layersFor(720, 1280, CHROMIUM)), ["h", "m", "l"]);
  assert.deepEqual(names(layersFor(640, 539, CHROMIUM)), ["h", "m"]);
});

test("only Firefox's own engine has a smaller largest layer", () => {
  assert.equal(largest(CHROMIUM), 900_000);
  assert.equal(largest(ON_IOS), 900_000);
  assert.equal(largest(FIREFOX), 700_000);
});

test("all layers begin active", () => {
  for (const browser of [CHROMIUM, FIREFOX]) {
    assert.ok(layersFor(1280, 720, browser).every(({ active }) => active));
  }
});

test("of a reduced picture the last layer alone is active, small and cheap", () => {
  for (const height of [720, 480]) {
    const layers = layersFor((height * 16) / 9, height, CHROMIUM);
    const small = reduced(layers);
    assert.deepEqual(names(small), names(layers));
    assert.deepEqual(
      small.map(({ active }) => active),
      layers.map((_, place) => place === layers.length - 1),
    );
    assert.equal(small.at(-1).maxBitrate, 40_000);
    assert.equal(small.at(-1).scaleResolutionDownBy, 2);
  }
});
