import assert from "node:assert/strict";
import { test } from "node:test";

import { Signing } from "../call/signing";

function storage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

test("the picture comes first if either of the two signs", () => {
  const signing = new Signing(null);
  assert.deepEqual([signing.isOwn, signing.picturesFirst], [false, false]);
  assert.equal(signing.hear(true), true);
  assert.equal(signing.hear(true), false);
  assert.deepEqual([signing.isOwn, signing.picturesFirst], [false, true]);
  assert.equal(signing.hear(false), true);
  signing.choose(true);
  assert.deepEqual([signing.isOwn, signing.picturesFirst], [true, true]);
});

test("a browser of one's own keeps the choice, also after the visit", () => {
  const browser = storage();
  new Signing(browser).choose(true);
  const later = new Signing(browser);
  later.hear(true);
  later.reset();
  assert.equal(later.isOwn, true);
  later.choose(false);
  assert.equal(later.picturesFirst, false);
  assert.equal(new Signing(browser).isOwn, false);
});

test("at a device of the facility the next person has not chosen", () => {
  const signing = new Signing(null);
  signing.choose(true);
  signing.reset();
  assert.equal(signing.isOwn, false);
});

test("a browser that refuses to keep anything still does what is chosen", () => {
  const refuse = () => {
    throw new Error("refused");
  };
  const signing = new Signing({ getItem: refuse, setItem: refuse, removeItem: refuse });
  signing.choose(true);
  assert.equal(signing.isOwn, true);
});
