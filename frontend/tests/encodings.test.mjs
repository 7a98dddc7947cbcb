import assert from "node:assert/strict";
import { test } from "node:test";

import { layersFor, reduced } from "../call/encodings";

const names = (layers) => layers.map(({ rid }) => rid);

test("a camera too small for three layers declares two", () => {
  assert.deepEqual(names(layersFor(1280, 720)), ["h", "m", "l"]);
  assert.deepEqual(names(layersFor(960, 540)), ["h", "m", "l"]);
  assert.deepEqual(names(layersFor(720, 1280)), ["h", "m", "l"]);
  assert.deepEqual(names(layersFor(640, 539)), ["h", "m"]);
});

test("of a reduced picture the last layer alone is active, small and cheap", () => {
  for (const height of [720, 480]) {
    const layers = layersFor((height * 16) / 9, height);
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
