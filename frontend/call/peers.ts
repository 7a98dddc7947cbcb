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
  peer.onsignalingstatechange = null;
  peer.close();
  window.parloirPeers.delete(peer);
}

/** If the other side ends a connection on purpose, our own socket says why within this time. */
const END_IS_EXPLAINED_MS = 400;

/** A first connection that takes longer has met a way that is closed: `failed` comes much later. */
const CONNECTS_WITHIN_MS = 12_000;
/** A relay that has not answered by then is away: another attempt asks it again. */
const RELAY_ANSWERS_WITHIN_MS = 5_000;

export interface PeerEvents {
  /** It is connected for the first time, not again after a gap. */
  connected?: () => void;
  /** Packets may not find their way any more: by the same way again, by another one, or never. */
  doubtful: () => void;
  /** It has never connected, or the other side has ended it and nobody has closed it here since. */
  lost: () => void;
}

/**
 * The state of the connection alone says that it was ended after 7 to 17 seconds; that of its DTLS
 * transport says so in half a second.
 */
export function watchPeer(peer: RTCPeerConnection, events: PeerEvents): void {
  let patience = 0;
  let hasBegun = false;
  let hasConnected = false;
  const seen = new Set<RTCDtlsTransport>();
  const lostIf = (isLost: () => boolean, after: number): void => {
    window.clearTimeout(patience);
    patience = window.setTimeout(() => {
      if (isInUse(peer) && isLost()) events.lost();
    }, after);
  };
  const watchTransports = (): void => {
    for (const transport of transportsOf(peer)) {
      if (seen.has(transport)) continue;
      seen.add(transport);
      transport.addEventListener("statechange", () => {
        if (hasEnded(transport)) lostIf(() => true, END_IS_EXPLAINED_MS);
      });
    }
  };
  const begin = (): void => {
    if (hasBegun) return;
    hasBegun = true;
    lostIf(() => !hasConnected, CONNECTS_WITHIN_MS);
    window.setTimeout(() => {
      if (isInUse(peer) && !hasConnected && lacksItsRelay(peer)) events.lost();
    }, RELAY_ANSWERS_WITHIN_MS);
  };
  // A connection with nowhere to send from, while the relay is away, is never `connecting`.
  peer.onsignalingstatechange = () => {
    if (peer.signalingState === "stable") begin();
  };
  peer.onconnectionstatechange = () => {
    watchTransports();
    if (peer.connectionState === "connecting") begin();
    if (peer.connectionState === "connected" && !hasConnected) {
      hasConnected = true;
      events.connected?.();
    }
    if (isCut(peer)) {
      if (hasConnected) events.doubtful();
      else if (peer.connectionState === "failed") events.lost();
    }
  };
}

/** Whether the connection itself says that packets do not find their way. */
export function isCut(peer: RTCPeerConnection): boolean {
  return peer.connectionState === "disconnected" || peer.connectionState === "failed";
}

/** Lets the next restart of the connection use these relays. */
export function useRelays(peer: RTCPeerConnection, iceServers: RTCIceServer[]): void {
  peer.setConfiguration({ ...peer.getConfiguration(), iceServers });
}

/** Returns an offer that lets the connection take another way, over these relays if need be. */
export async function offerOfAnotherWay(
  peer: RTCPeerConnection,
  iceServers: RTCIceServer[],
): Promise<string> {
  useRelays(peer, iceServers);
  await peer.setLocalDescription(await peer.createOffer({ iceRestart: true }));
  return peer.localDescription?.sdp ?? "";
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

/** Whether it may use a relay, and none has given it an address so far. */
function lacksItsRelay(peer: RTCPeerConnection): boolean {
  const { iceServers = [] } = peer.getConfiguration();
  return iceServers.length > 0 && !peer.localDescription?.sdp.includes(" typ relay");
}

function isInUse(peer: RTCPeerConnection): boolean {
  return window.parloirPeers.has(peer);
}
