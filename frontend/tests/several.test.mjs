// Several visitors in one visit: each can be addressed, and named for their conduct, alone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { WallState } from "../surfaces/wall/wall_state";
import { wordFor } from "../surfaces/wall/sides";
import { typeInPanel } from "../surfaces/wall/panels";
import { typeTermination } from "../surfaces/wall/terminating";

globalThis.requestAnimationFrame = () => 0;

const tile = {
  visit: "v1",
  facility: "north",
  visitor: "Maria, Ana, Leo",
  visitors: [
    { person: "p1", name: "Maria", is_child: false },
    { person: "p2", name: "Ana", is_child: false },
    { person: "p3", name: "Leo", is_child: true },
  ],
  inmate: "Jordan",
  names: "Maria, Ana, Leo and Jordan",
  warnings: 0,
};
const screen = { tiles: [tile], grounds: { north: [{ code: "phone" }] }, messages: [] };
const context = { rerender: () => undefined, isBusy: () => false, strings: { say: (key) => key } };

function ended(keys) {
  const wall = new WallState({});
  const verdicts = [];
  wall.startTerminating(tile);
  for (const key of ["1", ...keys]) {
    typeTermination(key, screen, wall, (choice) => verdicts.push(choice));
  }
  return verdicts;
}

test("V leads from all visitors to each of them, children too, and back", () => {
  const wall = new WallState({});
  wall.show("message", tile);
  const seen = [];
  for (const key of ["v", "V", "v", "v", "v", "i", "b"]) {
    assert.equal(typeInPanel(key, screen, wall, context), true);
    seen.push([wordFor(wall.panel.sides), wall.panel.person]);
  }
  assert.deepEqual(seen, [
    ["visitor", ""],
    ["visitor", "p1"],
    ["visitor", "p2"],
    ["visitor", "p3"],
    ["visitor", ""],
    ["inmate", ""],
    ["both", ""],
  ]);
});

test("nobody is held to account without being chosen", () => {
  assert.deepEqual(ended(["t"]), []);
  assert.deepEqual(ended(["v"]), []);
  assert.deepEqual(ended(["3", "t"]), [], "a child's conduct is an adult's");
  assert.deepEqual(ended(["2", "2", "t"]), [], "taken back");
});

test("one alone, several, and the inmate with them", () => {
  assert.deepEqual(ended(["2", "t"]), [{ conduct: ["visitor"], persons: ["p2"] }]);
  assert.deepEqual(ended(["1", "2", "t"]), [{ conduct: ["visitor"], persons: ["p1", "p2"] }]);
  assert.deepEqual(ended(["i", "T"]), [{ conduct: ["inmate"], persons: [] }]);
  assert.deepEqual(ended(["I", "2", "t"]), [{ conduct: ["visitor", "inmate"], persons: ["p2"] }]);
});
