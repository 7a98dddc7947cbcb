// Runs in the monitor's, the station's and the room's page before their own scripts. Connections
// stay open after the page has closed them, until they were read: so it can be seen when the
// last packet came, and a page that closes in time cannot hide a server that does not.
(() => {
  const RealPeer = window.RTCPeerConnection;
  const close = RealPeer.prototype.close;
  const peers = new Set();

  window.RTCPeerConnection = class extends RealPeer {
    constructor(...given) {
      super(...given);
      peers.add(this);
    }
    close() {
      // Its owner has let go of it; `bench.release` closes it.
    }
  };

  const epoch = (moment) => performance.timeOrigin + moment;

  /** Marks of the page's own timeline as milliseconds since the epoch, by name. */
  function marks() {
    const found = {};
    for (const { name, startTime } of performance.getEntriesByType("mark")) {
      found[name] ??= epoch(startTime);
    }
    return found;
  }

  /** When the last packet of any incoming track came, in milliseconds since the epoch, and now. */
  async function lastPacket() {
    let last = 0;
    for (const peer of peers) {
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== "inbound-rtp") continue;
        last = Math.max(last, report.lastPacketReceivedTimestamp ?? 0);
      }
    }
    return { last, now: epoch(performance.now()) };
  }

  /** How many packets have come in, of picture and sound. */
  async function received() {
    let packets = 0;
    for (const peer of peers) {
      for (const report of (await peer.getStats()).values()) {
        if (report.type === "inbound-rtp") packets += report.packetsReceived ?? 0;
      }
    }
    return packets;
  }

  /** Sends as a manipulated page would, until so many packets of each kind have gone out. */
  function hum() {
    const context = new AudioContext();
    const oscillator = new OscillatorNode(context);
    const sent = new MediaStreamAudioDestinationNode(context);
    oscillator.connect(sent);
    oscillator.start();
    return sent.stream.getAudioTracks()[0];
  }

  async function sendAnyway(packets) {
    const sending = [...peers]
      .flatMap((peer) => peer.getTransceivers())
      .filter(({ direction }) => direction.startsWith("send"));
    for (const { sender, receiver } of sending) {
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings) encoding.active = true;
      await sender.setParameters(parameters);
      // The page takes the sound's track away before the press.
      if (!sender.track && receiver.track.kind === "audio") await sender.replaceTrack(hum());
    }
    for (;;) {
      const gone = { audio: 0, video: 0 };
      for (const peer of peers) {
        for (const report of (await peer.getStats()).values()) {
          if (report.type === "outbound-rtp") gone[report.kind] += report.packetsSent;
        }
      }
      if (gone.audio >= packets && gone.video >= packets) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  function release() {
    for (const peer of peers) close.call(peer);
    peers.clear();
    performance.clearMarks();
  }

  window.bench = { marks, lastPacket, received, sendAnyway, release };
})();
