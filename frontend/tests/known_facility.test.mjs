// What a device knows of its facility when it is switched on while the server is away.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerClock } from "../call/clock";
import { KnownFacility } from "../surfaces/shared/known_facility";

const CLOCK = { zone: "Central", offset_minutes: -300 };
const PHONE = "(816) 555-0142";
/** The server's time is two hours ahead of what the device believes. */
const SERVER = Date.parse("2026-05-11T14:00:00Z");
const DEVICE = SERVER - 2 * 3_600_000;

function browser() {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (...one) => kept.set(...one),
  };
  const switchedOn = (device, { heard = false } = {}) => {
    const clock = new ServerClock(
      () => 0,
      () => device,
    );
    if (heard) clock.heard(new Date(SERVER).toISOString());
    const known = new KnownFacility(clock, storage, () => device, "facility");
    if (heard) known.heard({ phone: PHONE, clock: CLOCK });
    return { clock, known };
  };
  return { kept, storage, switchedOn };
}

test("a device that was never connected knows nothing, and shows no time", () => {
  const { clock, known } = browser().switchedOn(DEVICE);
  assert.equal(known.facts, null);
  assert.equal(clock.isKnown, false);
});

test("phone and clock are known after a restart, with the server's time", () => {
  const { switchedOn } = browser();
  switchedOn(DEVICE, { heard: true });
  const { clock, known } = switchedOn(DEVICE + 60_000);
  assert.equal(known.facts.phone, PHONE);
  assert.equal(known.facts.clock.zone, "Central");
  assert.equal(clock.now(), SERVER + 60_000);
});

test("a device whose own clock has gone back shows no time", () => {
  const { switchedOn } = browser();
  switchedOn(DEVICE, { heard: true });
  assert.equal(switchedOn(DEVICE).clock.isKnown, true);
  const { clock, known } = switchedOn(DEVICE - 1);
  assert.equal(clock.isKnown, false);
  assert.equal(known.facts.phone, PHONE);
});

test("what the server says then counts", () => {
  const { switchedOn } = browser();
  switchedOn(DEVICE, { heard: true });
  const { clock } = switchedOn(DEVICE + 60_000);
  clock.heard(new Date(SERVER + 5000).toISOString());
  assert.equal(clock.now(), SERVER + 5000);
});

test("a screen that says nothing of the facility changes nothing", () => {
  const { known } = browser().switchedOn(DEVICE, { heard: true });
  known.heard({ clock: { ...CLOCK, zone: "Eastern" } });
  assert.equal(known.facts.clock.zone, "Central");
});

for (const nonsense of [
  "",
  "null",
  "{}",
  '{"phone": 1}',
  "[",
  '{"phone": "1", "clock": {"zone": "x"}}',
]) {
  test(`what is kept and is not ours, ${nonsense || "nothing"}, is not believed`, () => {
    const { kept, switchedOn } = browser();
    kept.set("facility", nonsense);
    const { clock, known } = switchedOn(DEVICE);
    assert.equal(known.facts, null);
    assert.equal(clock.isKnown, false);
  });
}
