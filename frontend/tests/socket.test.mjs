import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import "./browser.mjs";
import { ServerClock } from "../call/clock";
import { pauseOf, Socket } from "../call/socket";

class FakeSocket {
  static all = [];
  static OPEN = 1;
  constructor() {
    FakeSocket.all.push(this);
    this.readyState = 0;
  }
  send() {}
  close() {}
  opens() {
    this.readyState = FakeSocket.OPEN;
    this.onopen();
  }
  ends(code, reason = "") {
    this.readyState = 3;
    this.onclose({ code, reason });
  }
}

let heard;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  mock.method(performance, "now", () => Date.now());
  mock.method(Math, "random", () => 0);
  FakeSocket.all = [];
  globalThis.WebSocket = FakeSocket;
  globalThis.addEventListener ??= () => {};
  heard = [];
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

function connected() {
  const note = (what) => () => heard.push(what);
  const socket = new Socket("ws://here/", new ServerClock(), {
    opened: note("opened"),
    lost: note("lost"),
    superseded: note("superseded"),
    notAdmitted: note("not admitted"),
    received: note("received"),
    cutOff: (pause) => heard.push(`cut off for ${pause}`),
  });
  socket.connect();
  FakeSocket.all[0].opens();
  return socket;
}

const last = () => FakeSocket.all.at(-1);

test("the server says after how many seconds to come back", () => {
  assert.equal(pauseOf("40", 0), 40_000);
  assert.equal(pauseOf("40", 1), 52_000);
});

test("a pause is never shorter than five seconds nor longer than ten minutes", () => {
  assert.equal(pauseOf("", 0), 5_000);
  assert.equal(pauseOf("soon", 0), 5_000);
  assert.equal(pauseOf("0", 0), 5_000);
  assert.equal(pauseOf("-3", 0), 5_000);
  assert.equal(pauseOf("601", 0), 600_000);
});

test("a page that was cut off comes back after the pause, and not before", () => {
  connected();
  last().ends(4429, "20");
  assert.deepEqual(heard, ["opened", "lost", "cut off for 20000"]);
  mock.timers.tick(19_999);
  assert.equal(FakeSocket.all.length, 1);
  mock.timers.tick(1);
  assert.equal(FakeSocket.all.length, 2);
});

test("connections that end immediately are tried again ever more slowly", () => {
  connected();
  for (const delay of [200, 500, 1000, 2000, 3000, 3000]) {
    const count = FakeSocket.all.length;
    last().ends(1009);
    mock.timers.tick(delay - 1);
    assert.equal(FakeSocket.all.length, count);
    mock.timers.tick(1);
    assert.equal(FakeSocket.all.length, count + 1);
    last().opens();
  }
});

test("after a connection that lasted, the next one is tried quickly", () => {
  connected();
  last().ends(1006);
  mock.timers.tick(200);
  last().opens();
  mock.timers.tick(10_000);
  last().ends(1006);
  mock.timers.tick(200);
  assert.equal(FakeSocket.all.length, 3);
});

test("a window that was opened too often stays away until the person asks", () => {
  const socket = connected();
  last().ends(4409);
  assert.deepEqual(heard, ["opened", "superseded"]);
  mock.timers.tick(600_000);
  assert.equal(FakeSocket.all.length, 1);
  socket.connect();
  assert.equal(FakeSocket.all.length, 2);
});

test("after a sleep the server must answer within three seconds", () => {
  const socket = connected();
  last().onmessage({ data: '{"type": "pong", "now": "2026-05-11T12:00:00Z"}' });
  socket.wake();
  mock.timers.tick(2_500);
  assert.deepEqual(heard, ["opened"]);
  mock.timers.tick(499);
  assert.deepEqual(heard, ["opened", "lost"]);
  mock.timers.tick(200);
  assert.equal(FakeSocket.all.length, 2);
});

test("a connection that lives after a sleep is kept", () => {
  const socket = connected();
  socket.wake();
  mock.timers.tick(2_400);
  last().onmessage({ data: '{"type": "pong", "now": "2026-05-11T12:00:00Z"}' });
  mock.timers.tick(5_000);
  assert.deepEqual([heard, FakeSocket.all.length], [["opened"], 1]);
});

test("after a sleep a lost connection is tried without delay, but not during a pause", () => {
  const socket = connected();
  for (let tries = 0; tries < 5; tries += 1) {
    last().ends(1006);
    mock.timers.tick(3_000);
  }
  const count = FakeSocket.all.length;
  last().ends(1006);
  socket.wake();
  mock.timers.tick(200);
  assert.equal(FakeSocket.all.length, count + 1);
  last().opens();
  last().ends(4429, "20");
  socket.wake();
  mock.timers.tick(19_999);
  assert.equal(FakeSocket.all.length, count + 1);
});

test("a window that was superseded stays so when the device wakes or is online again", () => {
  const socket = connected();
  last().ends(1006);
  mock.timers.tick(200);
  last().opens();
  last().ends(4409);
  socket.wake();
  mock.timers.tick(60_000);
  assert.equal(FakeSocket.all.length, 2);
});

test("a page that is set aside connects only when it is asked to", () => {
  const socket = connected();
  socket.disconnect();
  mock.timers.tick(60_000);
  assert.deepEqual([heard, FakeSocket.all.length], [["opened"], 1]);
  socket.connect();
  assert.equal(FakeSocket.all.length, 2);
});

/** Lets time pass in small steps, so that what waits for promises goes on in between. */
async function passes(milliseconds) {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    mock.timers.tick(100);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

/** Returns a network in which a new connection finds the server, or does not. */
function network({ isOpen }) {
  const made = { isOpen };
  mock.method(globalThis, "fetch", async () => {
    if (!made.isOpen) throw new TypeError("unreachable");
    return { ok: true };
  });
  return made;
}

test("a silent connection is replaced as soon as a new one is possible", async () => {
  const way = network({ isOpen: false });
  const socket = connected();
  mock.timers.tick(1_000);
  socket.ask();
  await passes(10_000);
  assert.deepEqual(heard, ["opened"]);
  way.isOpen = true;
  await passes(1_200);
  assert.deepEqual([heard, FakeSocket.all.length], [["opened", "lost"], 2]);
});

test("a connection that answers is kept", async () => {
  network({ isOpen: true });
  const socket = connected();
  mock.timers.tick(1_000);
  socket.ask();
  await passes(600);
  last().onmessage({ data: '{"type": "pong", "now": "2026-05-11T12:00:00Z"}' });
  await passes(10_000);
  assert.deepEqual([heard, FakeSocket.all.length], [["opened"], 1]);
});

test("a silent connection that is not needed is kept", async () => {
  network({ isOpen: true });
  const socket = connected();
  mock.timers.tick(1_000);
  socket.ask(async () => false);
  await passes(5_000);
  assert.deepEqual([heard, FakeSocket.all.length], [["opened"], 1]);
  last().onmessage({ data: '{"type": "pong", "now": "2026-05-11T12:00:00Z"}' });
  await passes(2_000);
  assert.equal(FakeSocket.all.length, 1);
});
