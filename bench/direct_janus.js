// The baseline of joining: a page that speaks Janus's own API, with nothing of ours between.
// Prepared beforehand, as in our pages: the open socket, camera and microphone, the offer with all
// its candidates. Timed: create, attach, join, publish, the answer, ICE and DTLS.
const LAYERS = [
  { rid: "h", maxBitrate: 900_000, scaleResolutionDownBy: 1 },
  { rid: "m", maxBitrate: 300_000, scaleResolutionDownBy: 2 },
  { rid: "l", maxBitrate: 100_000, scaleResolutionDownBy: 4 },
];
const WANTED = {
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24 } },
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};

const waiting = new Map();
let socket = null;
let stream = null;
let where = null;
let transactions = 0;

function ask(message, { ackSuffices = false } = {}) {
  const transaction = `t${(transactions += 1)}`;
  return new Promise((resolve, reject) => {
    waiting.set(transaction, { resolve, reject, ackSuffices });
    socket.send(JSON.stringify({ ...message, transaction, apisecret: where.secret }));
  });
}

function heard(message) {
  const asked = waiting.get(message.transaction);
  if (!asked || (message.janus === "ack" && !asked.ackSuffices)) return;
  waiting.delete(message.transaction);
  const fault = message.error ?? message.plugindata?.data?.error;
  if (fault) asked.reject(new Error(JSON.stringify(message)));
  else asked.resolve(message);
}

async function attached() {
  const { data: session } = await ask({ janus: "create" });
  const { data: handle } = await ask({
    janus: "attach",
    session_id: session.id,
    plugin: "janus.plugin.videoroom",
  });
  const here = { session_id: session.id, handle_id: handle.id };
  return {
    say: (body, more = {}) => ask({ janus: "message", ...here, body, ...more }),
    trickle: (candidate) => ask({ janus: "trickle", ...here, candidate }, { ackSuffices: true }),
    end: () => ask({ janus: "destroy", session_id: session.id }),
  };
}

function connected(peer) {
  return new Promise((resolve) => {
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "connected") resolve(performance.now());
    };
  });
}

function prefer(transceiver, kind, wanted) {
  const { codecs } = RTCRtpReceiver.getCapabilities(kind);
  const chosen = codecs.filter((codec) => wanted.includes(codec.mimeType.toLowerCase()));
  transceiver.setCodecPreferences(chosen);
}

async function offering() {
  const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  const [audio] = stream.getAudioTracks();
  const [video] = stream.getVideoTracks();
  const direction = "sendonly";
  const { width, height } = video.getSettings();
  const sendEncodings = Math.min(width, height) < 540 ? LAYERS.slice(0, 2) : LAYERS;
  prefer(peer.addTransceiver(audio, { direction, streams: [stream] }), "audio", ["audio/opus"]);
  prefer(
    peer.addTransceiver(video, { direction, streams: [stream], sendEncodings }),
    "video",
    ["video/vp8", "video/rtx"],
  );
  await peer.setLocalDescription();
  while (peer.iceGatheringState !== "complete") {
    await new Promise((resolve) => (peer.onicegatheringstatechange = resolve));
  }
  return peer;
}

/** Opens the socket, the devices and the room. `place`: url, secret, adminKey, room, bitrate. */
window.prepareDirect = async (place) => {
  where = place;
  stream = await navigator.mediaDevices.getUserMedia(WANTED);
  socket = new WebSocket(place.url, "janus-protocol");
  socket.onmessage = ({ data }) => heard(JSON.parse(data));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error("no connection to Janus"));
  });
  const handle = await attached();
  await handle.say({
    request: "create",
    admin_key: place.adminKey,
    room: place.room,
    publishers: 4,
    bitrate: place.bitrate,
    audiocodec: "opus",
    videocodec: "vp8,h264",
  });
};

/** Milliseconds from asking for a session to the publishing connection being connected. */
window.joinDirectly = async () => {
  const peer = await offering();
  const began = performance.now();
  const handle = await attached();
  await handle.say({ request: "join", ptype: "publisher", room: where.room });
  const stands = connected(peer);
  const { jsep } = await handle.say({ request: "publish" }, { jsep: peer.localDescription });
  await peer.setRemoteDescription(jsep);
  void handle.trickle({ completed: true });
  const took = (await stands) - began;
  peer.close();
  await handle.end();
  return took;
};

/** Camera and microphone off between two measurements, as on a page that is not in a visit. */
window.restDirect = async () => {
  for (const track of stream.getTracks()) track.stop();
};

window.wakeDirect = async () => {
  stream = await navigator.mediaDevices.getUserMedia(WANTED);
};
