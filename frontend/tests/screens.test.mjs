import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.mjs";
import { PinEntry } from "../surfaces/monitor/pin";
import { stageFor } from "../surfaces/shared/person";
import { WallState } from "../surfaces/wall/wall_state";
import { Filters } from "../surfaces/wall/filters";
import { typeIntervention } from "../surfaces/wall/interventions";
import { typeInPanel } from "../surfaces/wall/panels";
import { typeTermination } from "../surfaces/wall/terminating";
import { FOOT_PX, GAP_PX, fitTiles, neighbour } from "../surfaces/wall/grid";

test("a PIN has eight digits in two groups, and a ninth is not taken", () => {
  const entry = new PinEntry();
  for (const digit of "1234567") entry.press(digit);
  assert.equal(entry.isComplete, false);
  entry.press("8");
  assert.equal(entry.isComplete, true);
  entry.press("9");
  assert.deepEqual(entry.groups, [
    ["1", "2", "3", "4"],
    ["5", "6", "7", "8"],
  ]);
});

test("digits can be taken back one by one or all together", () => {
  const entry = new PinEntry();
  entry.erase();
  for (const digit of "123") entry.press(digit);
  entry.erase();
  assert.equal(entry.digits, "12");
  entry.clear();
  assert.equal(entry.digits, "");
});

test("a monitor that asks for the birth date takes the month, then the day", () => {
  const entry = new PinEntry();
  for (const digit of "12345678") entry.press(digit);
  entry.askForBirth();
  assert.deepEqual([entry.step, entry.isStepComplete], ["month", false]);
  entry.birth.choose(2);
  assert.deepEqual([entry.step, entry.isStepComplete], ["day", false]);
  entry.birth.press("2");
  entry.birth.press("9");
  assert.deepEqual([entry.birth.month, entry.birth.day, entry.isStepComplete], [2, 29, true]);
  assert.equal(entry.digits, "12345678");
});

test("going back leads from the day to the month and to the PIN, which stays", () => {
  const entry = new PinEntry();
  for (const digit of "12345678") entry.press(digit);
  entry.askForBirth();
  entry.birth.choose(5);
  entry.birth.press("1");
  entry.back();
  assert.deepEqual([entry.step, entry.birth.dayDigits], ["month", ""]);
  entry.back();
  assert.deepEqual([entry.step, entry.digits], ["pin", "12345678"]);
});

test("a day is between 1 and 31, with or without a zero before it", () => {
  const typed = (digits) => {
    const { birth } = new PinEntry();
    for (const digit of digits) birth.press(digit);
    return birth.day;
  };
  assert.deepEqual(["5", "05", "31", "32", "99", "0", "00", "007", ""].map(typed), [
    5,
    5,
    31,
    3,
    9,
    null,
    null,
    7,
    null,
  ]);
});

test("what somebody has typed who has left is forgotten after a minute", () => {
  const entry = new PinEntry();
  for (const digit of "12345678") entry.press(digit);
  entry.askForBirth();
  entry.touch(1000);
  entry.forgetIfLeft(61_000);
  assert.equal(entry.step, "month");
  entry.forgetIfLeft(61_001);
  assert.deepEqual([entry.step, entry.digits], ["pin", ""]);
});

test("devices are used on the check and while the server wants the picture, never else", () => {
  const publish = (name, wanted) => ({ name, media: { publish: wanted } });
  assert.equal(stageFor({ name: "pin" }, ["check"]), "off");
  assert.equal(stageFor({ name: "check" }, ["check"]), "ready");
  assert.equal(stageFor({ name: "check" }, ["rules"]), "off");
  assert.equal(stageFor(publish("waiting", true), ["check"]), "on");
  assert.equal(stageFor(publish("live", false), ["check"]), "off");
  assert.equal(stageFor({ name: "ended" }, ["check"]), "off");
});

test("up to 36 tiles fit on a screen without scrolling", () => {
  for (const [width, height] of [
    [1560, 980],
    [1050, 780],
  ]) {
    for (let count = 1; count <= 36; count += 1) {
      const { columns, tile } = fitTiles(count, width, height);
      const rows = Math.ceil(count / columns);
      assert.ok(tile >= 100, `${count} tiles are ${tile} wide`);
      assert.ok(columns * tile + (columns - 1) * GAP_PX <= width);
      assert.ok(rows * (tile * (3 / 8) + FOOT_PX) + (rows - 1) * GAP_PX <= height);
    }
  }
});

test("arrows move by one or by a row, and stay at the edges", () => {
  assert.equal(neighbour(0, "ArrowRight", 5, 3), 1);
  assert.equal(neighbour(0, "ArrowDown", 5, 3), 3);
  assert.equal(neighbour(2, "ArrowDown", 5, 3), 2);
  assert.equal(neighbour(3, "ArrowUp", 5, 3), 0);
  assert.equal(neighbour(0, "ArrowLeft", 5, 3), 0);
  assert.equal(neighbour(4, "ArrowRight", 5, 3), 4);
  assert.equal(neighbour(2, "End", 5, 3), 4);
  assert.equal(neighbour(2, "x", 5, 3), 2);
});

const tile = {
  visit: "v1",
  facility: "north",
  visitor: "Maria",
  visitors: [{ person: "p1", name: "Maria", is_child: false }],
  inmate: "Jordan",
  names: "Maria and Jordan",
  warnings: 2,
  assigned_officer_ref: "k1",
};
const choice = (conduct, ...persons) => ({ conduct, persons });
const nothingSeen = () =>
  new Map([
    ["visitor", null],
    ["inmate", null],
  ]);
const ground = { code: "phone", text: "A cell phone within frame" };

function context({ accepts }) {
  const sent = [];
  return {
    sent,
    rerender: () => undefined,
    isBusy: () => false,
    strings: { say: (key) => key },
    intend: (name, args) => {
      sent.push([name, args]);
      return Promise.resolve(accepts);
    },
  };
}

globalThis.requestAnimationFrame = () => 0;

/** The wall of an officer with a microphone that remembers where it was pressed. */
function newWall() {
  const pressed = [];
  return new WallState({
    pressed,
    press: ({ visit }) => pressed.push(visit),
    speaksIn: (visit) => pressed.filter((one) => one === visit).length % 2 === 1,
  });
}

test("nothing is terminated before the ground is chosen", async () => {
  const wall = newWall();
  const said = context({ accepts: true });
  wall.startTerminating(tile);
  await wall.terminate(said, choice(["visitor"]), nothingSeen);
  assert.deepEqual(said.sent, []);
});

test("the conduct ends the visit immediately, and the note can follow", async () => {
  const wall = newWall();
  const said = context({ accepts: true });
  wall.startTerminating(tile);
  wall.terminating.ground = ground;
  await wall.terminate(said, choice(["visitor", "inmate"]), nothingSeen);
  assert.deepEqual(said.sent, [
    [
      "terminate",
      { visit: "v1", ground: "phone", conduct: ["visitor", "inmate"], persons: [], note: "" },
    ],
  ]);
  assert.equal(wall.terminating, null);
  await wall.saveNote(said, "   ");
  assert.equal(said.sent.length, 1);
  await wall.saveNote(said, " Held up a phone. ");
  assert.deepEqual(said.sent[1], ["note", { visit: "v1", note: "Held up a phone." }]);
  assert.equal(wall.noteFor, null);
});

test("a side of which nothing was to be seen is said to be missing", async () => {
  const wall = newWall();
  wall.startTerminating(tile);
  wall.terminating.ground = ground;
  await wall.terminate(context({ accepts: true }), choice(["visitor", "inmate"]), nothingSeen);
  assert.deepEqual(
    [...wall.stills],
    [
      ["visitor", "missing"],
      ["inmate", "missing"],
    ],
  );
});

test("what is chosen in a panel is sent with what the officer saw", async () => {
  const wall = newWall();
  const said = context({ accepts: true });
  wall.show("warn", tile);
  wall.panel.sides = ["inmate"];
  await wall.choose(said, "abuse", tile);
  wall.show("hand_over", tile);
  await wall.choose(said, "o2", tile);
  wall.show("message", tile);
  await wall.choose(said, "face", tile);
  assert.deepEqual(said.sent, [
    ["warn", { visit: "v1", sides: ["inmate"], person: "", ground: "abuse", warnings: 2 }],
    ["hand_over", { visit: "v1", to: "o2", assigned_officer: "k1" }],
    ["message", { visit: "v1", sides: ["visitor", "inmate"], person: "", code: "face" }],
  ]);
  assert.equal(wall.panel, null);
});

const live = {
  ...tile,
  ends_at: "2026-05-11T15:30:00Z",
  muted: [],
  paused: null,
  opened: true,
};

function typed(key, changes = {}) {
  const wall = newWall();
  const said = context({ accepts: true });
  const was = typeIntervention(key, { ...live, ...changes }, wall, said);
  return { was, wall, sent: said.sent };
}

test("each intervention has a key, which does the opposite where it is done", () => {
  assert.deepEqual(typed("p").sent, [["pause", { visit: "v1" }]]);
  assert.deepEqual(typed("P", { paused: "paused" }).sent, [["resume", { visit: "v1" }]]);
  assert.deepEqual(typed("v").sent, [["mute", { visit: "v1", side: "visitor" }]]);
  assert.deepEqual(typed("i", { muted: ["inmate"] }).sent, [
    ["unmute", { visit: "v1", side: "inmate" }],
  ]);
  assert.deepEqual(typed("e").sent, [
    ["extend", { visit: "v1", minutes: 5, ends_at: "2026-05-11T15:30:00Z" }],
  ]);
  assert.equal(typed("x").was, false);
  assert.equal(typed("ArrowLeft").was, false);
});

test("what asks for more opens the visit first and sends nothing else", () => {
  const { wall, sent } = typed("w", { opened: false });
  assert.equal(wall.panel.kind, "warn");
  assert.deepEqual(sent, [["open", { visit: "v1" }]]);
  assert.deepEqual(typed("m").sent, []);
});

test("speaking begins in the visit at hand, and sends no intent", () => {
  const { wall, sent } = typed("s");
  assert.deepEqual(wall.speaker.pressed, ["v1"]);
  assert.deepEqual(sent, []);
});

test("in a panel letters say to whom and numbers choose", async () => {
  const screen = {
    officer: "o1",
    tiles: [live],
    grounds: { north: [{ code: "abuse" }, { code: "phone" }] },
    messages: [{ code: "face" }],
    on_duty: [{ officer: "o1" }, { officer: "k1" }, { officer: "o2", name: "Chris" }],
  };
  const wall = newWall();
  const said = context({ accepts: true });
  wall.show("warn", live);
  assert.equal(typeInPanel("i", screen, wall, said), true);
  assert.equal(typeInPanel("9", screen, wall, said), false);
  assert.equal(typeInPanel("2", screen, wall, said), true);
  wall.show("hand_over", live);
  assert.equal(typeInPanel("v", screen, wall, said), false);
  // Neither oneself nor whose it is already.
  assert.equal(typeInPanel("1", screen, wall, said), true);
  assert.deepEqual(said.sent, [
    ["warn", { visit: "v1", sides: ["inmate"], person: "", ground: "phone", warnings: 2 }],
    ["hand_over", { visit: "v1", to: "o2", assigned_officer: "k1" }],
  ]);
});

test("an officer's own words stay where sending is refused, and are not sent empty", async () => {
  const wall = newWall();
  const said = context({ accepts: false });
  wall.show("message", tile);
  await wall.sendOwnWords(said);
  assert.deepEqual(said.sent, []);
  wall.panel.text = " Please wait. ";
  await wall.sendOwnWords(said);
  assert.deepEqual(said.sent, [
    ["message", { visit: "v1", sides: ["visitor", "inmate"], person: "", text: "Please wait." }],
  ]);
  assert.equal(wall.panel.text, " Please wait. ");
});

test("filters show one area or one kind, and never hide the opened visit", () => {
  const filters = new Filters();
  const tiles = [
    { visit: "a", area: "North", kind: "remote" },
    { visit: "b", area: "South", kind: "onsite" },
    { visit: "c", area: "South", kind: "remote", opened: true },
  ];
  const shown = () => filters.shown(tiles).map(({ visit }) => visit);
  assert.deepEqual(shown(), ["a", "b", "c"]);
  filters.area = "North";
  assert.deepEqual(shown(), ["a", "c"]);
  filters.area = "";
  filters.kind = "onsite";
  assert.deepEqual(shown(), ["b", "c"]);
  filters.area = "gone";
  filters.kind = "";
  assert.deepEqual(shown(), ["a", "b", "c"]);
});

test("a refused termination asks for no note", async () => {
  const wall = newWall();
  wall.startTerminating(tile);
  wall.terminating.ground = ground;
  await wall.terminate(context({ accepts: false }), choice(["visitor"]), nothingSeen);
  assert.equal(wall.noteFor, null);
});

test("a number chooses among the grounds of the visit's own facility", () => {
  const screen = {
    tiles: [tile, { ...tile, visit: "v2", facility: "south" }],
    grounds: {
      north: [{ code: "abuse" }, { code: "other" }],
      south: [{ code: "abuse" }, { code: "smoking" }, { code: "other" }],
    },
  };
  const chosen = (visit, key) => {
    const wall = new WallState();
    wall.startTerminating(screen.tiles.find((one) => one.visit === visit));
    typeTermination(key, screen, wall, () => undefined);
    return wall.terminating.ground?.code;
  };
  assert.equal(chosen("v1", "2"), "other");
  assert.equal(chosen("v2", "2"), "smoking");
  assert.equal(chosen("v1", "3"), undefined);
  assert.equal(chosen("v2", "3"), "other");
});

test("stepping back leads from the conduct to the grounds and then out", () => {
  const wall = newWall();
  wall.startTerminating(tile);
  wall.terminating.ground = ground;
  wall.stepBack();
  assert.equal(wall.terminating.ground, null);
  wall.stepBack();
  assert.equal(wall.terminating, null);
});

test("a visit that is over meanwhile cannot be terminated any more", () => {
  const wall = newWall();
  wall.startTerminating(tile);
  wall.keepOnlyWhatIsLive({ tiles: [tile] });
  assert.equal(wall.terminating.visit, "v1");
  wall.keepOnlyWhatIsLive({ tiles: [] });
  assert.equal(wall.terminating, null);
});
