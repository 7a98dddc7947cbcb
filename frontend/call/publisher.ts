// The connection that carries our own picture and sound to the server.
import { EVERYTHING, isSoundTooMuch, layersFor, sentOf } from "./encodings";
import type { Needs } from "./encodings";
import { closePeer, offerOfAnotherWay, openPeer, watchPeer } from "./peers";
import type { PeerEvents } from "./peers";

const FRAMES = "maintain-framerate";

/** Part of the standard that TypeScript does not know yet. */
interface WholePictures {
  setParameters: (
    parameters: RTCRtpSendParameters,
    options: { encodingOptions: { keyFrame: boolean }[] },
  ) => Promise<void>;
}

export class Publisher {
  private isAccepted = false;
  /** Whether nothing is sent: before the press, while the connection is already there. */
  private isHeld = false;
  /** Somebody signs, and the line carries the picture alone. */
  private isSoundGivenUp = false;
  private turn: Promise<void> = Promise.resolve();

  private constructor(
    private readonly peer: RTCPeerConnection,
    private readonly audio: RTCRtpSender,
    private readonly video: RTCRtpSender,
    private readonly layers: RTCRtpEncodingParameters[],
    private sound: MediaStreamTrack | null,
  ) {}

  static async prepare(
    stream: MediaStream,
    iceServers: Promise<RTCIceServer[]>,
    events: PeerEvents,
  ): Promise<Publisher> {
    const peer = await openPeer(iceServers);
    try {
      const [audio] = stream.getAudioTracks();
      const [video] = stream.getVideoTracks();
      if (!video) throw new Error("a camera or its sign is needed");
      const layers = layersOf(video);
      const audioTransceiver = peer.addTransceiver(audio ?? "audio", {
        direction: "sendonly",
        streams: [stream],
      });
      const videoTransceiver = peer.addTransceiver(video, {
        direction: "sendonly",
        streams: [stream],
        sendEncodings: layers.map((layer) => ({ ...layer })),
      });
      // Opus as browsers offer it: with error correction and without silence suppression.
      prefer(audioTransceiver, "audio", ["audio/opus"]);
      prefer(videoTransceiver, "video", ["video/VP8", "video/rtx"]);
      watchPeer(peer, events);
      await peer.setLocalDescription(await peer.createOffer());
      const { sender } = videoTransceiver;
      return new Publisher(peer, audioTransceiver.sender, sender, layers, audio ?? null);
    } catch (error) {
      closePeer(peer);
      throw error;
    }
  }

  get connection(): RTCPeerConnection {
    return this.peer;
  }

  /** The offer. The server needs none of our addresses: it answers where packets come from. */
  get offer(): string {
    return this.peer.localDescription?.sdp ?? "";
  }

  /**
   * Takes the server's answer. All layers are offered, since the server learns them from the offer;
   * those that are not sent are switched off then.
   */
  async accept(answer: string, needs: Needs): Promise<void> {
    await this.peer.setRemoteDescription({ type: "answer", sdp: answer });
    this.isAccepted = true;
    await this.inTurn(() => this.limit(needs));
  }

  /** Returns an offer that lets the connection take another way, or null before it has one. */
  async reroute(iceServers: RTCIceServer[]): Promise<string | null> {
    if (!this.isAccepted) return null;
    this.sendWholePictureOnOtherWay();
    return offerOfAnotherWay(this.peer, iceServers);
  }

  /**
   * Sends nothing until `open`, neither picture nor sound. Called before the answer is there: with
   * it, packets could leave before the change is made.
   */
  holdBack(): void {
    this.isHeld = true;
    void this.inTurn(() => this.limit(EVERYTHING));
  }

  /** Sends from now on, or as soon as the answer is there. */
  open(needs: Needs): void {
    const wasHeld = this.isHeld;
    this.isHeld = false;
    if (this.isAccepted || wasHeld) void this.inTurn(() => this.limit(needs));
  }

  get isConnected(): boolean {
    return this.peer.connectionState === "connected";
  }

  /** How many layers were offered. */
  get layerCount(): number {
    return this.layers.length;
  }

  /** Whether the layers that were offered are those of this picture. */
  fits(track: MediaStreamTrack): boolean {
    return layersOf(track).length === this.layers.length;
  }

  /** Sends this track from now on, in the layers that it needs. */
  show(track: MediaStreamTrack, needs: Needs): Promise<void> {
    return this.inTurn(async () => {
      await this.video.replaceTrack(track);
      if (this.isAccepted) await this.limit(needs);
    });
  }

  /** Sends this sound from now on, or from the press on. */
  speakWith(track: MediaStreamTrack): Promise<void> {
    this.sound = track;
    return this.inTurn(() => this.letSoundThrough());
  }

  /**
   * Sends a key frame for somebody who receives from now on. The media server passes on one
   * request for that a second, and may have done so just before. Firefox leaves it out.
   */
  sendWholePicture(): Promise<void> {
    return this.inTurn(async () => {
      const parameters = this.video.getParameters();
      const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
      await (this.video as WholePictures).setParameters(parameters, { encodingOptions });
    });
  }

  close(): void {
    closePeer(this.peer);
  }

  /** Those who receive have missed packets, and can go on with a whole picture only. */
  private sendWholePictureOnOtherWay(): void {
    this.video.transport?.iceTransport.addEventListener(
      "selectedcandidatepairchange",
      () => void this.sendWholePicture(),
      { once: true },
    );
  }

  private async limit(needs: Needs): Promise<void> {
    const sent = sentOf(this.layers, { isOpen: !this.isHeld, ...needs });
    this.isSoundGivenUp = isSoundTooMuch(needs);
    await Promise.all([this.sendLayers(sent, needs.picturesFirst), this.letSoundThrough()]);
  }

  /** What is set already is not set again: that can take an encoder 30 ms. */
  private async sendLayers(
    layers: RTCRtpEncodingParameters[],
    prefersFrames: boolean,
  ): Promise<void> {
    const parameters = this.video.getParameters();
    let isNew = preferFrames(parameters, prefersFrames);
    for (const encoding of parameters.encodings) {
      const wanted = layers.find(({ rid }) => rid === encoding.rid) ?? {};
      isNew ||= !includes(encoding, { maxFramerate: undefined, ...wanted });
      delete encoding.maxFramerate; // a camera's own, unless it is named
      Object.assign(encoding, wanted);
    }
    if (isNew) await this.video.setParameters(parameters);
  }

  /** Firefox sends a sound whose encoding is not active, and nothing only where there is no track. */
  private async letSoundThrough(): Promise<void> {
    const track = this.isHeld || this.isSoundGivenUp ? null : this.sound;
    if (this.audio.track !== track) await this.audio.replaceTrack(track);
  }

  /** Changes of a sender must not overlap. A picture that costs too much is better than none. */
  private inTurn(change: () => Promise<void>): Promise<void> {
    return (this.turn = this.turn.then(change).catch(() => undefined));
  }
}

function includes(encoding: RTCRtpEncodingParameters, wanted: object): boolean {
  const values = new Map(Object.entries(encoding));
  return Object.entries(wanted).every(([name, value]) => values.get(name) === value);
}

/**
 * Signs are read from movement: a picture may become smaller before it has fewer frames. Where a
 * browser does not know this, the track's hint remains. Returns whether that is new.
 */
function preferFrames(parameters: RTCRtpSendParameters, isWanted: boolean): boolean {
  const isSo = parameters.degradationPreference === FRAMES;
  if (isWanted) parameters.degradationPreference = FRAMES;
  else if (isSo) delete parameters.degradationPreference;
  return isSo !== isWanted;
}

function layersOf(video: MediaStreamTrack): RTCRtpEncodingParameters[] {
  const { width = 1280, height = 720 } = video.getSettings();
  return layersFor(width, height, navigator.userAgent);
}

/** Firefox before 128 takes no order of codecs. The server's answer chooses among them anyway. */
function prefer(transceiver: RTCRtpTransceiver, kind: "audio" | "video", wanted: string[]): void {
  const codecs = RTCRtpReceiver.getCapabilities?.(kind)?.codecs.filter((codec) =>
    wanted.some((mimeType) => mimeType.toLowerCase() === codec.mimeType.toLowerCase()),
  );
  if (codecs?.length) transceiver.setCodecPreferences?.(codecs);
}
