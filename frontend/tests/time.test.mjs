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
import { facilityTime } from "../call/facility_clock";
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

const english = {
  time_format: "g:i A",
  before_noon: "AM",
  after_noon: "PM",
  clock_words: "{moment} {zone}",
};
const central = {
  zone: "Central",
  offset_minutes: -360,
  changes_at: null,
  offset_minutes_then: -360,
  repeated_hours: [],
};

function timeAt(instant, { clock = central, words = english } = {}) {
  return facilityTime(new UiStrings(words), clock, Date.parse(instant));
}

test("the facility's time is that of its own zone, in its own words", () => {
  assert.equal(timeAt("2026-11-25T00:24:59.999Z"), "6:24 PM Central");
  assert.equal(timeAt("2026-11-25T00:25:00Z"), "6:25 PM Central");
});

test("midnight and noon are twelve o'clock", () => {
  assert.equal(timeAt("2026-11-25T06:00:00Z"), "12:00 AM Central");
  assert.equal(timeAt("2026-11-25T17:59:00Z"), "11:59 AM Central");
  assert.equal(timeAt("2026-11-25T18:00:00Z"), "12:00 PM Central");
  assert.equal(timeAt("2026-11-25T05:59:00Z"), "11:59 PM Central");
});

test("the clock jumps on the night on which it changes, without the server", () => {
  const clock = { ...central, changes_at: "2027-03-14T08:00:00Z", offset_minutes_then: -300 };
  assert.equal(timeAt("2027-03-14T07:59:59.999Z", { clock }), "1:59 AM Central");
  assert.equal(timeAt("2027-03-14T08:00:00Z", { clock }), "3:00 AM Central");
});

test("the hour that the clock shows twice has the letters that the server sent", () => {
  const clock = {
    ...central,
    offset_minutes: -300,
    changes_at: "2026-11-01T07:00:00Z",
    repeated_hours: [
      { starts_at: "2026-11-01T06:00:00Z", ends_at: "2026-11-01T07:00:00Z", zone: "CDT" },
      { starts_at: "2026-11-01T07:00:00Z", ends_at: "2026-11-01T08:00:00Z", zone: "CST" },
    ],
  };
  assert.equal(timeAt("2026-11-01T05:59:59.999Z", { clock }), "12:59 AM Central");
  assert.equal(timeAt("2026-11-01T06:00:00Z", { clock }), "1:00 AM CDT");
  assert.equal(timeAt("2026-11-01T06:59:59.999Z", { clock }), "1:59 AM CDT");
  assert.equal(timeAt("2026-11-01T07:00:00Z", { clock }), "1:00 AM CST");
  assert.equal(timeAt("2026-11-01T07:59:59.999Z", { clock }), "1:59 AM CST");
  assert.equal(timeAt("2026-11-01T08:00:00Z", { clock }), "2:00 AM Central");
});

test("each language has its own format", () => {
  const german = { ...english, time_format: "H:i \\U\\h\\r", clock_words: "{moment} ({zone})" };
  assert.equal(timeAt("2026-11-25T14:05:00Z", { words: german }), "08:05 Uhr (Central)");
  const spanish = { ...english, clock_words: "{moment} hora {zone}" };
  assert.equal(timeAt("2026-11-25T14:05:00Z", { words: spanish }), "8:05 AM hora Central");
});

test("zones with half hours, and east of Greenwich", () => {
  const clock = { ...central, zone: "India", offset_minutes: 330 };
  assert.equal(timeAt("2026-11-25T18:29:00Z", { clock }), "11:59 PM India");
  assert.equal(timeAt("2026-11-25T18:30:00Z", { clock }), "12:00 AM India");
});

const NOON = Date.parse("2026-05-11T12:00:00Z");

function clockOf(times) {
  return new ServerClock(
    () => times.monotonic,
    () => times.device,
  );
}

test("after a sleep in which the monotonic clock stood still, the time is right immediately", () => {
  const times = { monotonic: 0, device: NOON - 3_600_000 };
  const clock = clockOf(times);
  clock.heard("2026-05-11T12:00:00Z");
  times.monotonic += 1_000;
  times.device += 1_000 + 600_000;
  clock.woke();
  assert.equal(clock.now(), NOON + 601_000);
  clock.woke();
  assert.equal(clock.now(), NOON + 601_000);
});

test("a device's clock that was set before the server was heard is no sleep", () => {
  const times = { monotonic: 0, device: NOON };
  const clock = clockOf(times);
  times.device += 3_600_000;
  clock.heard("2026-05-11T12:00:00Z");
  clock.woke();
  times.device -= 3_600_000;
  clock.woke();
  times.device += 3_601_999;
  clock.woke();
  assert.equal(clock.now(), NOON);
  times.device += 1;
  clock.woke();
  assert.equal(clock.now(), NOON + 2_000);
});
