// The connection that carries our own picture and sound to the server.
import { layersFor, reduced } from "./encodings";
import { closePeer, openPeer, watchForLoss } from "./peers";

export class Publisher {
  private isAccepted = false;
  private turn: Promise<void> = Promise.resolve();

  private constructor(
    private readonly peer: RTCPeerConnection,
    private readonly video: RTCRtpSender,
    private readonly layers: RTCRtpEncodingParameters[],
  ) {}

  static async prepare(
    stream: MediaStream,
    iceServers: Promise<RTCIceServer[]>,
    happened: { connected: () => void; lost: () => void },
  ): Promise<Publisher> {
    const peer = await openPeer(iceServers);
    try {
      const [audio] = stream.getAudioTracks();
      const [video] = stream.getVideoTracks();
      if (!audio || !video) throw new Error("a camera and a microphone are needed");
      const { width = 1280, height = 720 } = video.getSettings();
      const layers = layersFor(width, height, navigator.userAgent);
      const audioTransceiver = peer.addTransceiver(audio, {
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
      watchForLoss(peer, happened.connected, happened.lost);
      await peer.setLocalDescription(await peer.createOffer());
      return new Publisher(peer, videoTransceiver.sender, layers);
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
   * those that are not sent yet are switched off before anything is.
   */
  async accept(answer: string, isReduced: boolean): Promise<void> {
    await this.peer.setRemoteDescription({ type: "answer", sdp: answer });
    this.isAccepted = true;
    await this.inTurn(() => this.limit(isReduced));
  }

  /** Sends this track from now on; if `isReduced`, in the smallest layer alone. */
  show(track: MediaStreamTrack, isReduced: boolean): Promise<void> {
    return this.inTurn(async () => {
      await this.video.replaceTrack(track);
      if (this.isAccepted) await this.limit(isReduced);
    });
  }

  close(): void {
    closePeer(this.peer);
  }

  private async limit(isReduced: boolean): Promise<void> {
    const layers = isReduced ? reduced(this.layers) : this.layers;
    const parameters = this.video.getParameters();
    for (const encoding of parameters.encodings) {
      Object.assign(
        encoding,
        layers.find(({ rid }) => rid === encoding.rid),
      );
    }
    await this.video.setParameters(parameters);
  }

  /** Changes of a sender must not overlap. A picture that costs too much is better than none. */
  private inTurn(change: () => Promise<void>): Promise<void> {
    return (this.turn = this.turn.then(change).catch(() => undefined));
  }
}

/** Firefox before 128 takes no order of codecs. The server's answer chooses among them anyway. */
function prefer(transceiver: RTCRtpTransceiver, kind: "audio" | "video", wanted: string[]): void {
  const codecs = RTCRtpReceiver.getCapabilities?.(kind)?.codecs.filter((codec) =>
    wanted.some((mimeType) => mimeType.toLowerCase() === codec.mimeType.toLowerCase()),
  );
  if (codecs?.length) transceiver.setCodecPreferences?.(codecs);
}
