// Camera and microphone of a page, as a test plugs, stops and switches them. Chromium's fake
// devices cannot be unplugged, and no test can make the system take one.
(() => {
  const media = navigator.mediaDevices;
  const real = media.getUserMedia.bind(media);
  const realList = media.enumerateDevices.bind(media);
  const unplugged = new Set();
  const opened = [];
  let switched = null;

  const kindOf = (name) => (name === "camera" ? "video" : "audio");
  const live = (kind) => opened.filter((one) => one.kind === kind && one.readyState === "live");

  media.getUserMedia = async (wanted) => {
    if ([...unplugged].some((kind) => wanted[kind])) {
      throw new DOMException("Requested device not found", "NotFoundError");
    }
    const stream = await real(wanted);
    if (switched) stream.getAudioTracks().forEach((track) => replace(stream, track));
    opened.push(...stream.getTracks());
    return stream;
  };
  media.enumerateDevices = async () => {
    const found = await realList();
    return found.filter(({ kind }) => !unplugged.has(kind.replace("input", "")));
  };

  function replace(stream, track) {
    stream.removeTrack(track);
    stream.addTrack(switched.stream.getAudioTracks()[0].clone());
  }

  window.ownDevices = {
    unplug(name) {
      unplugged.add(kindOf(name));
      for (const track of live(kindOf(name))) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    },
    plug(name) {
      unplugged.delete(kindOf(name));
    },
    /** The system takes the device, or gives it back. */
    hold(name, isHeld) {
      for (const track of live(kindOf(name))) {
        Object.defineProperty(track, "muted", { value: isHeld, configurable: true });
        track.dispatchEvent(new Event(isHeld ? "mute" : "unmute"));
      }
    },
    /** Lets the microphone be one with a switch of its own, on at first. Returns the switch. */
    hasSwitch() {
      const context = new AudioContext();
      const target = context.createMediaStreamDestination();
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.connect(gain).connect(target);
      tone.start();
      switched = { stream: target.stream, gain };
    },
    turn(isOn) {
      switched.gain.gain.value = isOn ? 1 : 0;
    },
    /** What the page sends: the track of each kind, as the browser knows it. */
    sent() {
      const senders = [...window.parloirPeers].flatMap((peer) => peer.getSenders());
      return Object.fromEntries(
        senders.map(({ track }) => [
          track.kind === "video" ? "camera" : "microphone",
          { isDevice: opened.includes(track), isLive: track.readyState === "live", id: track.id },
        ]),
      );
    },
  };
})();
