// Every peer connection of a page is opened and closed here.
import { Certificates } from "./certificates";

declare global {
  interface Window {
    /**
     * Diagnostic surface: the peer connections that are open now. Support and tests read their
     * statistics; nothing in the page depends on it.
     */
    parloirPeers: Set<RTCPeerConnection>;
  }
}

window.parloirPeers ??= new Set();

const certificates = new Certificates();
void certificates.valid().catch(() => undefined); // made before somebody waits

export async function openPeer(iceServers: Promise<RTCIceServer[]>): Promise<RTCPeerConnection> {
  const peer = new RTCPeerConnection({
    iceServers: await iceServers,
    bundlePolicy: "max-bundle",
    certificates: [await certificates.valid()],
  });
  window.parloirPeers.add(peer);
  return peer;
}

export function closePeer(peer: RTCPeerConnection | null): void {
  if (!peer) return;
  peer.ontrack = null;
  peer.onconnectionstatechange = null;
  peer.close();
  window.parloirPeers.delete(peer);
}

/** A disconnected connection may recover by itself within this time. */
const CUT_IS_LOST_MS = 4000;
/** If the other side ends a connection on purpose, our own socket says why within this time. */
const END_IS_EXPLAINED_MS = 400;

/**
 * Calls `lost` when the connection has failed, when it was disconnected and did not recover, or
 * when the other side has ended it and nobody has closed it here since.
 *
 * The state of the connection alone says that it was ended after 7 to 17 seconds; that of its DTLS
 * transport says so in half a second.
 */
export function watchForLoss(peer: RTCPeerConnection, connected: () => void, lost: () => void) {
  let patience = 0;
  const seen = new Set<RTCDtlsTransport>();
  const lostIf = (isLost: () => boolean, after: number): void => {
    window.clearTimeout(patience);
    patience = window.setTimeout(() => {
      if (isLost()) lost();
    }, after);
  };
  const watchTransports = (): void => {
    for (const transport of transportsOf(peer)) {
      if (seen.has(transport)) continue;
      seen.add(transport);
      transport.addEventListener("statechange", () => {
        if (hasEnded(transport)) lostIf(() => isInUse(peer), END_IS_EXPLAINED_MS);
      });
    }
  };
  peer.onconnectionstatechange = () => {
    window.clearTimeout(patience);
    watchTransports();
    if (peer.connectionState === "connected") connected();
    if (peer.connectionState === "failed") lost();
    if (peer.connectionState === "disconnected") {
      lostIf(() => peer.connectionState === "disconnected", CUT_IS_LOST_MS);
    }
  };
}

function transportsOf(peer: RTCPeerConnection): RTCDtlsTransport[] {
  return peer.getTransceivers().flatMap(({ sender, receiver }) => {
    const transport = sender.transport ?? receiver.transport;
    return transport ? [transport] : [];
  });
}

function hasEnded(transport: RTCDtlsTransport): boolean {
  return transport.state === "closed" || transport.state === "failed";
}

function isInUse(peer: RTCPeerConnection): boolean {
  return window.parloirPeers.has(peer);
}
