// A server within the page, of which the test decides what it sends. It answers pings by itself.
(() => {
  // A page that is loaded while the server is away finds it so.
  const isUp = !document.cookie.includes("server=away");
  const server = { isUp, greeting: [], intents: [], media: [], connections: 0, socket: null };
  const now = () => new Date().toISOString();

  class SocketWithin extends EventTarget {
    constructor() {
      super();
      this.readyState = WebSocket.CONNECTING;
      queueMicrotask(() => (server.isUp ? this.opens() : this.ends(1006)));
    }
    opens() {
      this.readyState = WebSocket.OPEN;
      server.socket = this;
      server.connections += 1;
      this.onopen?.();
      server.greeting.forEach((message) => this.hears(message));
    }
    hears(message) {
      const told = message.type === "screen" ? { ...message, now: now() } : message;
      if (this.readyState === WebSocket.OPEN) this.onmessage?.({ data: JSON.stringify(told) });
    }
    send(text) {
      const message = JSON.parse(text);
      if (message.type === "intent") server.intents.push(message);
      if (message.type.startsWith("media.")) server.media.push(message);
      if (message.type !== "ping" || !server.isUp) return;
      queueMicrotask(() => this.hears({ type: "pong", now: now() }));
    }
    close() {
      this.ends(1000);
    }
    ends(code) {
      if (this.readyState === WebSocket.CLOSED) return;
      this.readyState = WebSocket.CLOSED;
      queueMicrotask(() => this.onclose?.({ code, reason: "" }));
    }
  }
  for (const state of ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]) {
    SocketWithin[state] = WebSocket[state];
  }
  window.WebSocket = SocketWithin;
  window.serverWithin = server;
  window.addEventListener("pageshow", (event) => (window.wasKept = event.persisted));
})();
