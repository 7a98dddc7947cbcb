// One page plays all parties of a test. It does as it is told:
// nothing here ever closes a connection because something was said.
const parties = {};

function picture(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 360;
  const brush = canvas.getContext("2d");
  let count = 0;
  setInterval(() => {
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 640, 360);
    brush.fillStyle = "white";
    brush.fillRect((count += 4) % 640, 160, 40, 40);
  }, 33);
  return canvas.captureStream(30).getVideoTracks()[0];
}

function tone(hertz) {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const destination = context.createMediaStreamDestination();
  oscillator.frequency.value = hertz;
  oscillator.connect(destination);
  oscillator.start();
  return destination.stream.getAudioTracks()[0];
}

function settled(peer, began) {
  return new Promise((resolve) => {
    const look = () => {
      if (peer.connectionState === "connected") resolve(performance.now() - began());
      else setTimeout(look, 1);
    };
    look();
  });
}

window.begin = async (name, colour, hertz) => {
  const party = (parties[name] = { offeredAt: 0, answeredAt: 0, elements: [] });
  party.tracks = [tone(hertz), picture(colour)];
};

window.offer = async (name) => {
  const party = parties[name];
  const up = (party.up = new RTCPeerConnection());
  party.offeredAt = performance.now();
  for (const track of party.tracks)
    up.addTransceiver(track, {
      direction: "sendonly",
      streams: [new MediaStream([track])],
      ...(track.kind === "video" && {
        sendEncodings: [
          { rid: "h", maxBitrate: 800000 },
          { rid: "l", scaleResolutionDownBy: 2, maxBitrate: 150000 },
        ],
      }),
    });
  await up.setLocalDescription();
  return up.localDescription.sdp;
};

window.takeAnswer = async (name, sdp) =>
  await parties[name].up.setRemoteDescription({ type: "answer", sdp });

window.rerouteOffer = async (name) => {
  const { up } = parties[name];
  await up.setLocalDescription(await up.createOffer({ iceRestart: true }));
  return up.localDescription.sdp;
};

/** Lets a party send its lowest layer alone, as a page does whose camera is off. */
window.reduce = async (name) => {
  for (const sender of parties[name].up.getSenders()) {
    const parameters = sender.getParameters();
    for (const each of parameters.encodings) each.active = each.rid !== "h";
    await sender.setParameters(parameters);
  }
};

window.enlarge = async (name) => {
  for (const sender of parties[name].up.getSenders()) {
    const parameters = sender.getParameters();
    for (const each of parameters.encodings) each.active = true;
    await sender.setParameters(parameters);
  }
};

/** Returns the ICE name in use on each end of a connection. */
window.iceNames = (name, direction) => {
  const peer = parties[name][direction === "publish" ? "up" : "down"];
  return [peer.localDescription, peer.remoteDescription].map(
    ({ sdp }) => /a=ice-ufrag:(\S+)/.exec(sdp)[1],
  );
};

window.answer = async (name, sdp) => {
  const party = parties[name];
  if (!party.down) {
    party.answeredAt = performance.now();
    party.down = new RTCPeerConnection();
    party.down.ontrack = ({ track }) => {
      const element = document.createElement(track.kind);
      element.srcObject = new MediaStream([track]);
      element.muted = true;
      element.play().catch(() => undefined);
      // Chromium draws, and so reports, only what is in view.
      element.style.cssText = "position: fixed; top: 0; left: 0; width: 64px";
      document.body.append(element);
      party.elements.push(element);
      if (track.kind === "video" && !party.element) {
        party.element = element;
        element.requestVideoFrameCallback(() => (party.firstFrameAt = performance.now()));
      }
    };
  }
  await party.down.setRemoteDescription({ type: "offer", sdp });
  await party.down.setLocalDescription();
  return party.down.localDescription.sdp;
};

window.published = (name) => settled(parties[name].up, () => parties[name].offeredAt);

window.connected = (name) => settled(parties[name].down, () => parties[name].answeredAt);

/** Resolves once this party has sent so many packets of picture and as many of sound. */
window.hasSent = async (name, packets) => {
  for (;;) {
    const sent = { audio: 0, video: 0 };
    for (const each of (await parties[name].up.getStats()).values())
      if (each.type === "outbound-rtp") sent[each.kind] += each.packetsSent;
    if (sent.audio >= packets && sent.video >= packets) return;
    await window.aMoment();
  }
};

/** Resolves once this party has sent so many more packets of picture and as many of sound. */
window.sendsMore = async (name, packets) => {
  const sent = async () => {
    const found = { audio: 0, video: 0 };
    for (const each of (await parties[name].up.getStats()).values())
      if (each.type === "outbound-rtp") found[each.kind] += each.packetsSent;
    return found;
  };
  const before = await sent();
  for (;;) {
    const now = await sent();
    if (now.audio >= before.audio + packets && now.video >= before.video + packets) return;
    await window.aMoment();
  }
};

/** Returns how many packets have come in, by the name (mid) of what they are of. */
window.packetsByMid = async (name) => {
  const found = {};
  for (const each of (await parties[name].down.getStats()).values())
    if (each.type === "inbound-rtp") found[each.mid] = each.packetsReceived;
  return found;
};

window.firstFrame = (name) =>
  new Promise((resolve) => {
    const look = () => {
      const { firstFrameAt, answeredAt } = parties[name];
      if (firstFrameAt) resolve(firstFrameAt - answeredAt);
      else setTimeout(look, 1);
    };
    look();
  });

window.colour = (name) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext("2d");
  brush.drawImage(parties[name].element, 0, 0, 8, 8, 0, 0, 1, 1);
  return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
};

window.received = async (name) => {
  const found = { audio: null, video: null };
  for (const each of (await parties[name].down.getStats()).values())
    if (each.type === "inbound-rtp")
      found[each.kind] = {
        packets: each.packetsReceived,
        lost: each.packetsLost,
        last: each.lastPacketReceivedTimestamp ?? null,
        frames: each.framesDecoded ?? 0,
        height: each.frameHeight ?? 0,
        now: performance.timeOrigin + performance.now(),
      };
  return found;
};

window.transport = async (name, direction) => {
  const peer = parties[name][direction === "publish" ? "up" : "down"];
  for (const each of (await peer.getStats()).values())
    if (each.type === "transport")
      return { role: each.dtlsRole, cipher: each.srtpCipher, state: each.dtlsState };
};

window.shut = (name) => {
  const party = parties[name];
  for (const peer of [party.up, party.down]) if (peer) peer.close();
  for (const element of party.elements) element.remove();
  for (const track of party.tracks) track.stop();
  delete parties[name];
};

window.silence = async (name, kind) => {
  for (const sender of parties[name].up.getSenders())
    if (sender.track && sender.track.kind === kind) await sender.replaceTrack(null);
};

window.aMoment = () => new Promise((resolve) => setTimeout(resolve, 20));
