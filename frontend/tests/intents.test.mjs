import assert from "node:assert/strict";
import { test } from "node:test";

import { settled } from "./browser.mjs";
import { Intents } from "../surfaces/shared/intents";

function line() {
  const sent = [];
  const answers = [];
  const state = { isConnected: true, now: 0 };
  const intents = new Intents(
    (message) => state.isConnected && Boolean(sent.push(message)),
    () => state.now,
  );
  const hear = (answering) => void answering.then((answer) => answers.push(answer));
  return {
    sent,
    answers,
    state,
    intents,
    intend: (name) => hear(intents.intend(name, {})),
    submit: (pin) => hear(intents.submit("enter_pin", { pin }, state.isConnected)),
  };
}

const entered = (id, pin) => ({ type: "intent", id, name: "enter_pin", args: { pin } });

test("an intent is on its way until it is answered", async () => {
  const { sent, answers, intents, submit } = line();
  submit("12345678");
  assert.deepEqual(sent, [entered("1", "12345678")]);
  assert.equal(intents.isBusy("enter_pin"), true);
  assert.equal(intents.isBusy("set_language"), false);
  intents.answered("1", "refused");
  intents.answered("1", "done");
  await settled();
  assert.deepEqual(answers, ["refused"]);
  assert.equal(intents.isBusy("enter_pin"), false);
});

test("what is submitted without a connection is sent once when its screen comes again", async () => {
  const { sent, answers, state, intents, submit } = line();
  state.isConnected = false;
  submit("12345678");
  assert.deepEqual(sent, []);
  assert.equal(intents.isBusy("enter_pin"), true);
  state.isConnected = true;
  intents.screenChanged(true);
  intents.screenChanged(true);
  assert.deepEqual(sent, [entered("1", "12345678")]);
  intents.answered("1", "done");
  await settled();
  assert.deepEqual(answers, ["done"]);
});

test("what is submitted is kept through several losses", () => {
  const { sent, state, intents, submit } = line();
  state.isConnected = false;
  submit("12345678");
  intents.connectionLost();
  intents.connectionLost();
  state.isConnected = true;
  intents.screenChanged(true);
  assert.equal(sent.length, 1);
});

test("what is submitted is not sent to another screen", async () => {
  const { sent, answers, state, intents, submit } = line();
  state.isConnected = false;
  submit("12345678");
  state.isConnected = true;
  intents.screenChanged(false);
  intents.screenChanged(true);
  await settled();
  assert.deepEqual([sent, answers], [[], ["lost"]]);
});

test("what is submitted is kept for a minute", async () => {
  for (const [waited, sentInTime] of [
    [59_999, 1],
    [60_000, 0],
  ]) {
    const { sent, answers, state, intents, submit } = line();
    state.isConnected = false;
    submit("12345678");
    state.now = waited;
    intents.dropWhatIsStale();
    state.isConnected = true;
    intents.screenChanged(true);
    await settled();
    assert.equal(sent.length, sentInTime);
    assert.deepEqual(answers, sentInTime ? [] : ["lost"]);
  }
});

test("what was sent and not answered is not sent again", async () => {
  const { sent, answers, intents, submit } = line();
  submit("12345678");
  intents.connectionLost();
  intents.screenChanged(true);
  await settled();
  assert.equal(sent.length, 1);
  assert.deepEqual(answers, ["lost"]);
  assert.equal(intents.isBusy("enter_pin"), false);
});

test("other intents are sent immediately or never", async () => {
  const { sent, answers, state, intents, intend } = line();
  state.isConnected = false;
  intend("begin");
  state.isConnected = true;
  intents.screenChanged(true);
  await settled();
  assert.deepEqual([sent, answers], [[], ["lost"]]);
});
