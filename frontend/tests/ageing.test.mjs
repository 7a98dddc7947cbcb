// What becomes old in a page that stays open for months.
import assert from "node:assert/strict";
import { test } from "node:test";

import { settled } from "./browser.mjs";
import { Certificates } from "../call/certificates";
import { NIGHT, isTimeToRenew } from "../surfaces/shared/renewal";

const LIFE = 1000;

function certificates({ fails = () => false } = {}) {
  const clock = { now: 0 };
  const made = [];
  const generate = async () => {
    if (fails(made.length)) throw new Error("no key");
    made.push({ number: made.length, expires: clock.now + LIFE });
    return made.at(-1);
  };
  return { clock, made, ours: new Certificates(generate, () => clock.now) };
}

test("one certificate serves all connections of the first half of its life", async () => {
  const { clock, made, ours } = certificates();
  const first = await Promise.all([ours.valid(), ours.valid()]);
  clock.now = LIFE / 2 - 1;
  assert.deepEqual([...first, await ours.valid()], [made[0], made[0], made[0]]);
  assert.equal(made.length, 1);
});

test("from its half on it is replaced, and nobody waits for that", async () => {
  const { clock, made, ours } = certificates();
  await ours.valid();
  clock.now = LIFE / 2;
  assert.equal(await ours.valid(), made[0]);
  await settled();
  assert.equal(await ours.valid(), made[1]);
  assert.equal(made.length, 2);
});

for (const now of [LIFE * 0.9, LIFE, LIFE * 100]) {
  test(`one with ${LIFE - now} left is not used`, async () => {
    const { clock, made, ours } = certificates();
    await ours.valid();
    clock.now = now;
    assert.equal(await ours.valid(), made[1]);
  });
}

test("a certificate that cannot be made is tried again by the next connection", async () => {
  let isBroken = true;
  const { made, ours } = certificates({ fails: () => isBroken });
  await assert.rejects(ours.valid());
  isBroken = false;
  assert.equal(await ours.valid(), made[0]);
});

test("a failure to replace one leaves it in use", async () => {
  const { clock, made, ours } = certificates({ fails: (count) => count === 1 });
  await ours.valid();
  clock.now = LIFE * 0.6;
  assert.equal(await ours.valid(), made[0]);
  await settled();
  assert.equal(await ours.valid(), made[0]);
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OWN = NIGHT.from + 30;
const ASLEEP = { age: 24 * HOUR, untouchedFor: HOUR, isAtRest: true, minute: OWN };

for (const [what, change, renews] of [
  ["at its own minute of the night", {}, true],
  ["a minute before", { minute: OWN - 1 }, false],
  ["in the last minute of the night", { minute: NIGHT.to - 1 }, true],
  ["when the night is over", { minute: NIGHT.to }, false],
  ["at noon", { minute: 12 * 60 }, false],
  ["while somebody is signed in or the server is away", { isAtRest: false }, false],
  ["ten minutes after a touch", { untouchedFor: 10 * MINUTE }, true],
  ["sooner after a touch", { untouchedFor: 10 * MINUTE - 1 }, false],
  ["twelve hours after it was loaded", { age: 12 * HOUR }, true],
  ["sooner than that", { age: 12 * HOUR - 1 }, false],
  ["at any hour after three days", { age: 72 * HOUR, minute: 12 * 60 }, true],
  ["but never under somebody's hands", { age: 72 * HOUR, untouchedFor: 0 }, false],
]) {
  test(`a kiosk's page ${renews ? "loads again" : "stays"} ${what}`, () => {
    assert.equal(isTimeToRenew({ ...ASLEEP, ...change }, OWN), renews);
  });
}
