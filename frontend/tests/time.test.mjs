import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerClock } from "../call/clock";
import {
  countdown,
  inMinutesOrSeconds,
  lastedFor,
  minutesSince,
  timeLeft,
} from "../call/durations";
import { UiStrings } from "../call/ui_strings";

const strings = new UiStrings({
  minutes_left_0: "{n} minute left",
  minutes_left_1: "{n} minutes left",
  seconds_left_0: "{n} second left",
  seconds_left_1: "{n} seconds left",
  number_forms: "10" + "1".repeat(198),
  time_up: "The time is up",
  begins_in_minutes_1: "Begins in {n} minutes",
  waiting_for_moments: "A few moments",
  waiting_for_minutes_0: "{n} minute",
  picture_coming: "The picture of {name} is coming, {name}.",
});

test("a minute that has begun counts as a whole one", () => {
  assert.equal(timeLeft(strings, 17 * 60_000 + 1), "18 minutes left");
  assert.equal(timeLeft(strings, 18 * 60_000), "18 minutes left");
  assert.equal(timeLeft(strings, 18 * 60_000 + 1), "19 minutes left");
});

test("from one minute down, seconds are counted", () => {
  assert.equal(timeLeft(strings, 60_001), "2 minutes left");
  assert.equal(timeLeft(strings, 60_000), "60 seconds left");
  assert.equal(timeLeft(strings, 1_001), "2 seconds left");
  assert.equal(timeLeft(strings, 1_000), "1 second left");
});

test("no time left is said as such, and never negative", () => {
  assert.equal(timeLeft(strings, 1), "1 second left");
  assert.equal(timeLeft(strings, 0), "The time is up");
  assert.equal(timeLeft(strings, -5_000), "The time is up");
  assert.deepEqual(inMinutesOrSeconds(-5_000), { unit: "seconds", n: 0 });
});

test("a countdown uses the words of what it counts to", () => {
  assert.equal(countdown(strings, "begins_in", 5 * 60_000), "Begins in 5 minutes");
});

test("what has lasted is counted in minutes that have passed", () => {
  assert.equal(minutesSince(59_999), 0);
  assert.equal(minutesSince(60_000), 1);
  assert.equal(minutesSince(-1), 0);
  assert.equal(lastedFor(strings, "waiting_for", 59_999), "A few moments");
  assert.equal(lastedFor(strings, "waiting_for", 60_000), "1 minute");
});

test("every gap of a sentence is filled, an unknown one stays", () => {
  assert.equal(
    strings.say("picture_coming", { name: "Ana" }),
    "The picture of Ana is coming, Ana.",
  );
  assert.equal(strings.say("minutes_left_1"), "{n} minutes left");
});

test("a language with three forms says each number in its own", () => {
  const formOf = (n) => {
    if (n === 1) return 0;
    return n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2;
  };
  const polish = new UiStrings({
    number_forms: Array.from({ length: 200 }, (_, n) => formOf(n)).join(""),
    live_visits_0: "{n} wizyta",
    live_visits_1: "{n} wizyty",
    live_visits_2: "{n} wizyt",
  });
  for (const n of [
    0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 101, 112, 122, 199, 200, 201, 212, 222, 1322,
  ]) {
    assert.equal(
      polish.count("live_visits", n),
      `${n} ${["wizyta", "wizyty", "wizyt"][formOf(n)]}`,
    );
  }
});

function clockAt() {
  const device = { monotonic: 0 };
  const clock = new ServerClock(
    () => device.monotonic,
    () => Date.parse("2001-01-01T00:00:00Z"),
  );
  return { clock, device };
}

test("until the server has spoken, the device's clock has to do", () => {
  const { clock } = clockAt();
  assert.equal(clock.now(), Date.parse("2001-01-01T00:00:00Z"));
});

test("the server's clock goes on by the monotonic one", () => {
  const { clock, device } = clockAt();
  clock.heard("2026-11-24T00:00:00Z");
  device.monotonic = 90_000;
  assert.equal(clock.until("2026-11-24T00:02:00Z"), 30_000);
  assert.equal(clock.since("2026-11-24T00:00:00Z"), 90_000);
});

test("a message that was late does not set the clock back", () => {
  const { clock, device } = clockAt();
  clock.heard("2026-11-24T00:00:00.000Z");
  device.monotonic = 1_400;
  clock.heard("2026-11-24T00:00:00.500Z");
  assert.equal(clock.now(), Date.parse("2026-11-24T00:00:01.400Z"));
});

test("a clock that is off by more than a late message is set again", () => {
  const { clock, device } = clockAt();
  clock.heard("2026-11-24T00:01:00Z");
  device.monotonic = 1_000;
  clock.heard("2026-11-24T00:00:00Z");
  assert.equal(clock.now(), Date.parse("2026-11-24T00:00:00Z"));
});

test("an answer is taken to be from the middle of the journey", () => {
  const { clock, device } = clockAt();
  device.monotonic = 400;
  clock.heardAnswer("2026-11-24T00:00:00.000Z", 0);
  assert.equal(clock.now(), Date.parse("2026-11-24T00:00:00.200Z"));
});

test("what is left of a visit stands still while its clock does", () => {
  const clock = new ServerClock(() => 0);
  clock.heard("2026-05-11T15:00:00Z");
  const ends_at = "2026-05-11T15:20:00Z";
  assert.equal(clock.left({ ends_at, clock_stopped_at: null }), 20 * 60_000);
  assert.equal(clock.left({ ends_at, clock_stopped_at: "2026-05-11T14:50:00Z" }), 30 * 60_000);
});
