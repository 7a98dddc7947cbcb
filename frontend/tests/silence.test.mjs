import assert from "node:assert/strict";
import { test } from "node:test";

import { MicrophoneSilence } from "../call/silence";

/** Hears what a microphone sent, each for so many milliseconds, four times a second. */
function heard(...parts) {
  const silence = new MicrophoneSilence();
  let at = 0;
  for (const [isZero, lasts] of parts) {
    for (const end = at + lasts; at < end; at += 250) silence.hear(isZero, at);
  }
  silence.hear(parts.at(-1)[0], at);
  return silence.isFound;
}
const ZERO = true;
const SOUND = false;
const UNTOLD = null;

test("a microphone that sends nothing for two seconds is switched off, not before", () => {
  assert.equal(heard([ZERO, 1750]), false);
  assert.equal(heard([ZERO, 2000]), true);
  assert.equal(heard([SOUND, 5000], [ZERO, 1750]), false);
  assert.equal(heard([SOUND, 5000], [ZERO, 2000]), true);
});

test("the least sound says that it is on", () => {
  assert.equal(heard([ZERO, 3000], [SOUND, 250]), false);
  assert.equal(heard([ZERO, 1000], [SOUND, 250], [ZERO, 1750]), false);
});

test("what is not told is no silence", () => {
  assert.equal(heard([UNTOLD, 5000]), false);
  assert.equal(heard([ZERO, 3000], [UNTOLD, 250]), false);
  assert.equal(heard([ZERO, 1000], [UNTOLD, 250], [ZERO, 1750]), false);
});

test("a microphone that is silent between words is not judged from the third time on", () => {
  const word = [
    [SOUND, 500],
    [ZERO, 500],
  ];
  assert.equal(heard(...word, ...word, [SOUND, 500], [ZERO, 2000]), true);
  assert.equal(heard(...word, ...word, ...word, [SOUND, 500], [ZERO, 9000]), false);
});

test("the silence before the first sound is none between words", () => {
  const start = [
    [ZERO, 500],
    [SOUND, 500],
  ];
  assert.equal(heard(...start, ...start, ...start, [ZERO, 2000]), true);
});

test("a switch that was used often is no silence between words", () => {
  const off = [
    [SOUND, 500],
    [ZERO, 3000],
  ];
  assert.equal(heard(...off, ...off, ...off, ...off, [SOUND, 250], [ZERO, 2000]), true);
});
