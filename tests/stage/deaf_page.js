// Makes a page ignore whatever the server says from the moment it is told to: its connections to the
// media server stay as they are, and nothing of its own would ever close them.
(() => {
  const add = EventTarget.prototype.addEventListener;
  let isDeaf = false;
  const unheard = [];
  WebSocket.prototype.addEventListener = function (type, listener, options) {
    const tell = (event) =>
      typeof listener === "function" ? listener.call(this, event) : listener.handleEvent(event);
    const heard = (event) => (isDeaf ? unheard.push(() => tell(event)) : tell(event));
    return add.call(this, type, heard, options);
  };
  for (const name of ["message", "close", "error"]) {
    Object.defineProperty(WebSocket.prototype, `on${name}`, {
      set(listener) {
        this.addEventListener(name, listener);
      },
    });
  }
  const close = RTCPeerConnection.prototype.close;
  RTCPeerConnection.prototype.close = function () {
    if (!isDeaf) close.call(this);
  };
  window.goDeaf = () => (isDeaf = true);
  // What was said meanwhile comes first, in its order.
  window.hearAgain = () => {
    isDeaf = false;
    for (const event of unheard.splice(0)) event();
  };
})();
