// A network that lets nothing out to the media server: the page's connections may use a relay alone,
// and know of none.
(() => {
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(configuration = {}) {
      super({ ...configuration, iceServers: [], iceTransportPolicy: "relay" });
    }
  };
})();
