// When a device believes that the server is away.
import assert from "node:assert/strict";
import { test } from "node:test";

import { settled } from "./browser.mjs";
import { ServerWatch } from "../surfaces/shared/server_watch";

function watched({ answers = () => false } = {}) {
  const state = { now: 100_000, asked: [], away: 0 };
  const ask = async () => {
    state.asked.push(state.now);
    return answers(state.asked.length);
  };
  const became = () => (state.away += 1);
  const watch = new ServerWatch(became, ask, () => state.now);
  /** Looks once a second, as a page does, until the server has been silent for so long. */
  const silent = async (from, until, { lost = 0 } = {}) => {
    for (let silentFor = from; silentFor <= until; silentFor += 1000) {
      watch.look({ silentFor, lostFor: lost && silentFor });
      state.now += 1000;
      await settled();
    }
  };
  return { state, watch, silent };
}

test("a silence of less than 15 seconds asks nothing", async () => {
  const { state, silent } = watched();
  await silent(0, 14_999);
  assert.deepEqual(state.asked, []);
});

test("two questions without an answer, eight seconds apart, say that the server is away", async () => {
  const { state, watch, silent } = watched();
  await silent(15_000, 22_000);
  assert.equal(state.asked.length, 1);
  assert.equal(watch.isAway, false);
  await silent(23_000, 23_000);
  assert.equal(state.asked[1] - state.asked[0], 8000);
  assert.equal(watch.isAway, true);
  await silent(24_000, 60_000);
  assert.equal(state.asked.length, 2);
  assert.equal(state.away, 1);
});

test("one answer between two that were lost says that it is there", async () => {
  const { watch, silent } = watched({ answers: (time) => time === 2 });
  await silent(15_000, 31_000);
  assert.equal(watch.isAway, false);
  await silent(32_000, 39_000);
  assert.equal(watch.isAway, true);
});

test("a suspicion asks without waiting for the silence", async () => {
  const { state, watch, silent } = watched();
  watch.suspect();
  await silent(0, 8000);
  assert.equal(state.asked.length, 2);
  assert.equal(watch.isAway, true);
});

test("a suspicion that an answer proves wrong is dropped", async () => {
  const { state, watch, silent } = watched({ answers: () => true });
  watch.suspect();
  await silent(0, 14_000);
  assert.equal(state.asked.length, 1);
  assert.equal(watch.isAway, false);
});

test("after a minute without a connection it is away, whatever it answers", async () => {
  const { watch, silent } = watched({ answers: () => true });
  await silent(0, 59_000, { lost: 1 });
  assert.equal(watch.isAway, false);
  await silent(60_000, 60_000, { lost: 1 });
  assert.equal(watch.isAway, true);
});

test("what the server sends says that it is back", async () => {
  const { state, watch, silent } = watched();
  await silent(15_000, 23_000);
  watch.heard();
  assert.equal(watch.isAway, false);
  await silent(0, 14_000);
  assert.equal(state.asked.length, 2);
});

test("a question that was under way when the server was heard does not count", async () => {
  let answer;
  const { watch, silent } = watched({
    answers: (time) => time === 1 || new Promise((done) => (answer = done)),
  });
  await silent(15_000, 23_000);
  watch.heard();
  answer(false);
  await settled();
  await silent(15_000, 15_000);
  assert.equal(watch.isAway, false);
});
