// The connection that carries our own picture and sound to the server.
import { closePeer, openPeer, watchForLoss } from "./peers";

/** With fewer lines the smallest of three layers would never be sent. */
const THREE_LAYERS_FROM = 540;

const LAYERS: RTCRtpEncodingParameters[] = [
  { rid: "h", maxBitrate: 900_000, scaleResolutionDownBy: 1 },
  { rid: "m", maxBitrate: 300_000, scaleResolutionDownBy: 2 },
  { rid: "l", maxBitrate: 100_000, scaleResolutionDownBy: 4 },
];

/** Returns the simulcast layers for a camera of this size, largest first. */
export function layersFor(width: number, height: number): RTCRtpEncodingParameters[] {
  return Math.min(width, height) < THREE_LAYERS_FROM ? LAYERS.slice(0, 2) : LAYERS;
}

export class Publisher {
  private constructor(
    private readonly peer: RTCPeerConnection,
    private readonly video: RTCRtpSender,
  ) {}

  static async prepare(
    stream: MediaStream,
    iceServers: RTCIceServer[],
    happened: { connected: () => void; lost: () => void },
  ): Promise<Publisher> {
    const peer = await openPeer(iceServers);
    try {
      const [audio] = stream.getAudioTracks();
      const [video] = stream.getVideoTracks();
      if (!audio || !video) throw new Error("a camera and a microphone are needed");
      const { width = 1280, height = 720 } = video.getSettings();
      const audioTransceiver = peer.addTransceiver(audio, {
        direction: "sendonly",
        streams: [stream],
      });
      const videoTransceiver = peer.addTransceiver(video, {
        direction: "sendonly",
        streams: [stream],
        sendEncodings: layersFor(width, height).map((layer) => ({ ...layer })),
      });
      // Opus as browsers offer it: with error correction and without silence suppression.
      prefer(audioTransceiver, "audio", ["audio/opus"]);
      prefer(videoTransceiver, "video", ["video/VP8", "video/rtx"]);
      watchForLoss(peer, happened.connected, happened.lost);
      await peer.setLocalDescription(await peer.createOffer());
      return new Publisher(peer, videoTransceiver.sender);
    } catch (error) {
      closePeer(peer);
      throw error;
    }
  }

  /** The offer. The server needs none of our addresses: it answers where packets come from. */
  get offer(): string {
    return this.peer.localDescription?.sdp ?? "";
  }

  async accept(answer: string): Promise<void> {
    await this.peer.setRemoteDescription({ type: "answer", sdp: answer });
  }

  async showInstead(track: MediaStreamTrack): Promise<void> {
    await this.video.replaceTrack(track);
  }

  close(): void {
    closePeer(this.peer);
  }
}

function prefer(transceiver: RTCRtpTransceiver, kind: "audio" | "video", wanted: string[]): void {
  const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs.filter((codec) =>
    wanted.some((mimeType) => mimeType.toLowerCase() === codec.mimeType.toLowerCase()),
  );
  if (codecs?.length) transceiver.setCodecPreferences(codecs);
}
