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

export async function openPeer(iceServers: RTCIceServer[]): Promise<RTCPeerConnection> {
  const peer = new RTCPeerConnection({
    iceServers,
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

/** Calls `lost` when the connection has failed, or was disconnected and did not recover. */
export function watchForLoss(peer: RTCPeerConnection, connected: () => void, lost: () => void) {
  let patience = 0;
  peer.onconnectionstatechange = () => {
    window.clearTimeout(patience);
    if (peer.connectionState === "connected") connected();
    if (peer.connectionState === "failed") lost();
    if (peer.connectionState === "disconnected") {
      patience = window.setTimeout(() => {
        if (peer.connectionState === "disconnected") lost();
      }, CUT_IS_LOST_MS);
    }
  };
}
