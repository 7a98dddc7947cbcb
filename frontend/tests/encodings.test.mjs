import assert from "node:assert/strict";
import { test } from "node:test";

import { EVERYTHING, isPictureTooMuch, isSoundTooMuch, layersFor, sentOf } from "../call/encodings";
import { OFF, SLOW, THREE_LAYERS } from "../call/uplink_ladder";

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

const HD = layersFor(1280, 720, CHROMIUM);
const VGA = layersFor(640, 480, CHROMIUM);
const sent = (layers, changes = {}) => sentOf(layers, { isOpen: true, ...EVERYTHING, ...changes });
const active = (layers) => names(layers.filter((layer) => layer.active)).join("");

for (const [changes, ofHd, ofVga] of [
  [{}, "hml", "hm"],
  [{ rung: SLOW + 3 }, "hml", "hm"],
  [{ rung: SLOW + 2 }, "ml", "hm"],
  [{ rung: SLOW + 1 }, "l", "m"],
  [{ rung: SLOW }, "l", "m"],
  [{ rung: OFF, isReduced: true }, "l", "m"],
  [{ picturesFirst: true }, "hml", "hm"],
  [{ picturesFirst: true, rung: SLOW + 2 }, "ml", "hm"],
  [{ picturesFirst: true, rung: SLOW }, "l", "m"],
  [{ picturesFirst: true, rung: OFF }, "l", "m"],
  [{ isOpen: false, picturesFirst: true }, "", ""],
  [{ isReduced: true }, "l", "m"],
  [{ isReduced: true, rung: SLOW }, "l", "m"],
  [{ isOpen: false }, "", ""],
  [{ isOpen: false, isReduced: true }, "", ""],
  [{ isOpen: false, rung: SLOW }, "", ""],
]) {
  test(`with ${JSON.stringify(changes)}, ${ofHd || "nothing"} is sent`, () => {
    assert.equal(active(sent(HD, changes)), ofHd);
    assert.equal(active(sent(VGA, changes)), ofVga);
    assert.deepEqual(names(sent(HD, changes)), ["h", "m", "l"]);
  });
}

test("a reduced picture is small and cheap", () => {
  for (const layers of [HD, VGA]) {
    const { maxBitrate, scaleResolutionDownBy } = sent(layers, { isReduced: true }).at(-1);
    assert.deepEqual([maxBitrate, scaleResolutionDownBy], [40_000, 2]);
  }
});

test("only the slowest picture has fewer frames, in its own size", () => {
  for (const layers of [HD, VGA]) {
    const alone = { ...layers.at(-1), maxBitrate: 100_000 };
    assert.deepEqual(sent(layers, { rung: SLOW + 1 }).at(-1), alone);
    for (const rung of [SLOW + 2, THREE_LAYERS]) {
      assert.deepEqual(sent(layers, { rung }).at(-1), layers.at(-1));
    }
    const slow = { ...layers.at(-1), maxBitrate: 40_000, maxFramerate: 6 };
    assert.deepEqual(sent(layers, { rung: SLOW }).at(-1), slow);
  }
});

test("where somebody signs, frames are lessened last", () => {
  const last = (rung) => sent(HD, { rung, picturesFirst: true }).at(-1);
  assert.deepEqual(last(SLOW), { ...HD.at(-1), maxBitrate: 100_000 });
  assert.deepEqual(last(OFF), { ...HD.at(-1), maxBitrate: 40_000, maxFramerate: 6 });
});

for (const [rung, picturesFirst, lacks] of [
  [SLOW + 1, false, []],
  [SLOW, false, []],
  [OFF, false, ["picture"]],
  [SLOW + 1, true, []],
  [SLOW, true, ["sound"]],
  [OFF, true, ["sound"]],
]) {
  test(`on rung ${rung}, ${picturesFirst ? "picture" : "voice"} first, it lacks ${lacks}`, () => {
    const needs = { ...EVERYTHING, rung, picturesFirst };
    const found = [
      ...(isPictureTooMuch(needs) ? ["picture"] : []),
      ...(isSoundTooMuch(needs) ? ["sound"] : []),
    ];
    assert.deepEqual(found, lacks);
  });
}

test("a layer that is not sent keeps its rate for later", () => {
  const [largest] = sent(HD, { rung: SLOW });
  assert.deepEqual(largest, { ...HD[0], active: false });
});
