// Runs in every page of a journey before its own scripts: keeps hold of the page's connections, and
// reads from them what really arrived, whatever the page itself says.
(() => {
  const peers = [];
  const seen = new Map();
  const RealPeer = window.RTCPeerConnection;
  if (!RealPeer) return;

  window.RTCPeerConnection = class extends RealPeer {
    constructor(...args) {
      super(...args);
      peers.push(this);
    }
  };

  async function look() {
    const open = peers.filter((peer) => peer.connectionState !== "closed");
    for (const peer of open) {
      const reports = await peer.getStats().catch(() => new Map());
      for (const report of reports.values()) {
        if (report.type !== "inbound-rtp") continue;
        seen.set(`${peers.indexOf(peer)} ${report.id}`, {
          kind: report.kind,
          frames: report.framesDecoded ?? 0,
          packets: report.packetsReceived ?? 0,
          energy: report.totalAudioEnergy ?? 0,
          lastPacketAt: report.lastPacketReceivedTimestamp ?? 0,
        });
      }
    }
    return {
      states: peers.map((peer) => peer.connectionState),
      inbound: [...seen.values()],
    };
  }

  /** How many bytes the open connections have sent. */
  async function sent() {
    let bytes = 0;
    for (const peer of peers.filter(({ connectionState }) => connectionState !== "closed")) {
      for (const report of (await peer.getStats()).values()) {
        if (report.type === "transport") bytes += report.bytesSent;
      }
    }
    return bytes;
  }

  function hum() {
    const context = new AudioContext();
    const oscillator = new OscillatorNode(context);
    const sent = new MediaStreamAudioDestinationNode(context);
    oscillator.connect(sent);
    oscillator.start();
    return sent.stream.getAudioTracks()[0];
  }

  /** Sends picture and sound as a manipulated page would, until so many packets of each have gone. */
  async function sendAnyway(packets) {
    const open = peers.filter(({ connectionState }) => connectionState === "connected");
    const sending = open
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
      for (const peer of open) {
        for (const report of (await peer.getStats()).values()) {
          if (report.type === "outbound-rtp") gone[report.kind] += report.packetsSent;
        }
      }
      if (gone.audio >= packets && gone.video >= packets) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  // What the last look before a connection was closed saw is what remains of it. A look at all
  // statistics costs more than a frame, so it is not taken more often.
  window.setInterval(() => void look(), 700);

  /** The mean colour of the upper left corner, where the wall behind the person is. */
  function colour(video) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 16;
    const brush = canvas.getContext("2d");
    const { videoWidth: width, videoHeight: height } = video;
    brush.drawImage(video, width * 0.03, height * 0.04, width * 0.1, height * 0.1, 0, 0, 16, 16);
    const data = brush.getImageData(0, 0, 16, 16).data;
    const sum = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) for (const c of [0, 1, 2]) sum[c] += data[at + c];
    return sum.map((value) => value / (data.length / 4));
  }

  function pictures(selector) {
    return [...document.querySelectorAll(selector)].map((video) => ({
      isFed: video.srcObject !== null,
      isMuted: video.muted,
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      colour: video.videoWidth > 0 ? colour(video) : null,
    }));
  }

  let ear = null;

  /** The loudest tone between 200 and 900 Hz in a video's sound, in Hz; 0 while it is silent. */
  function tone(selector) {
    const stream = document.querySelector(selector)?.srcObject;
    if (!stream?.getAudioTracks().length) return 0;
    if (ear?.stream !== stream) {
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      analyser.fftSize = 8192;
      context.createMediaStreamSource(stream).connect(analyser);
      ear = { stream, context, analyser };
    }
    const levels = new Float32Array(ear.analyser.frequencyBinCount);
    ear.analyser.getFloatFrequencyData(levels);
    const step = ear.context.sampleRate / ear.analyser.fftSize;
    let best = Math.ceil(200 / step);
    for (let at = best; at * step < 900; at += 1) if (levels[at] > levels[best]) best = at;
    return levels[best] > -60 ? best * step : 0;
  }

  const shownAt = [];

  /** Keeps when each frame of the other side is shown from now on, in milliseconds since 1970. */
  function noteFrames() {
    const picture = document.querySelector("[data-testid=remote-video]");
    const shown = (now) => {
      shownAt.push(performance.timeOrigin + now);
      picture.requestVideoFrameCallback(shown);
    };
    picture.requestVideoFrameCallback(shown);
  }

  /** The addresses that the browser has found for itself, which it could tell the other side. */
  function ownAddresses() {
    const lines = peers.flatMap((peer) => (peer.localDescription?.sdp ?? "").split("\r\n"));
    return lines.filter((line) => line.startsWith("a=candidate:")).map((line) => line.split(" ")[4]);
  }

  window.mediaProbe = { noteFrames, shownAt, look, sendAnyway, sent, pictures, tone, ownAddresses };
})();
