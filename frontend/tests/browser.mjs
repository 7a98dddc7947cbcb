// The parts of a browser that the tested modules need.

export class FakePeer {
  static all = [];
  static async generateCertificate() {
    return { expires: Date.now() + 30 * 24 * 3600 * 1000 };
  }
  constructor(configuration) {
    FakePeer.all.push(this);
    this.configuration = configuration;
    this.connectionState = "new";
    this.iceGatheringState = "new";
    this.localDescription = null;
    this.remoteDescription = null;
    this.isClosed = false;
    this.transceivers = [];
    this.arrived = 0;
  }
  addTransceiver(track, init = {}) {
    const transceiver = { sender: new FakeSender(track, init), init, setCodecPreferences() {} };
    this.transceivers.push(transceiver);
    return transceiver;
  }
  getTransceivers() {
    return [];
  }
  getConfiguration() {
    return this.configuration;
  }
  setConfiguration(configuration) {
    this.configuration = configuration;
  }
  async createOffer({ iceRestart = false } = {}) {
    return { type: "offer", sdp: iceRestart ? "our offer of another way" : "our offer" };
  }
  /** What has arrived is what the test says. */
  getReceivers() {
    return [];
  }

  async getStats() {
    return [{ type: "candidate-pair", bytesReceived: this.arrived }];
  }
  async createAnswer() {
    return { type: "answer", sdp: "our answer" };
  }
  async setLocalDescription(description) {
    this.localDescription = description;
  }
  async setRemoteDescription(description) {
    if (description.sdp === "nonsense") throw new Error("cannot be parsed");
    this.remoteDescription = description;
  }
  close() {
    this.isClosed = true;
  }
  become(state) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
  /** Offer and answer are exchanged. */
  isNegotiated() {
    this.signalingState = "stable";
    this.onsignalingstatechange?.();
  }
}

/** Keeps what was set, and refuses a change during another, as browsers do. */
class FakeSender {
  constructor(track, { sendEncodings = [{ active: true }] }) {
    this.track = track;
    this.encodings = sendEncodings;
    this.isBusy = false;
    this.wholePictures = 0;
  }
  async replaceTrack(track) {
    await this.change(() => (this.track = track));
  }
  getParameters() {
    return { encodings: this.encodings.map((encoding) => ({ ...encoding })) };
  }
  async setParameters({ encodings, degradationPreference }, { encodingOptions = [] } = {}) {
    this.degradationPreference = degradationPreference;
    this.wholePictures += encodingOptions.filter(({ keyFrame }) => keyFrame).length;
    await this.change(() => (this.encodings = encodings));
  }
  async change(change) {
    if (this.isBusy) throw new Error("another change is not finished");
    this.isBusy = true;
    await Promise.resolve();
    this.isBusy = false;
    change();
  }
  get active() {
    return this.encodings.filter(({ active }) => active).map(({ rid }) => rid);
  }
}

globalThis.window = globalThis;

// What a page does again and again keeps no test from ending.
const { setInterval: every } = globalThis;
globalThis.setInterval = (...args) => every(...args).unref();
globalThis.RTCPeerConnection = FakePeer;
globalThis.RTCRtpReceiver = { getCapabilities: () => null };

/** The parts of a camera and a microphone that publishing needs. */
export function devices({ width = 1280, height = 720 } = {}) {
  const video = { kind: "video", getSettings: () => ({ width, height }) };
  const audio = { kind: "audio" };
  return { getVideoTracks: () => [video], getAudioTracks: () => [audio] };
}

/** Waits until all promises that are already resolved have run. */
export async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** The relays of a house that has none. */
export const noRelay = { serversFor: () => Promise.resolve([]) };

/** A connection to a server that answers when the test says so. */
export class FakeLine {
  asked = 0;
  answeredAt = -Infinity;
  ask() {
    this.asked += 1;
  }
  heardAt() {
    return this.answeredAt;
  }
  answers() {
    this.answeredAt = performance.now();
  }
}
