"""A relay for UDP between a browser and the media server, as a router with address translation is:
it can take other ports towards the server, and it can swallow everything.
"""

import selectors
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from playwright.sync_api import BrowserContext

Address = tuple[str, int]

LARGEST = 2048
THROUGH_THE_RELAY = """
(() => {
  const real = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = async function ({ type, sdp }) {
    const lines = [];
    for (const line of sdp.split("\\r\\n")) {
      const words = line.split(" ");
      if (line.startsWith("a=candidate:") && /^[0-9.]+$/.test(words[4])) {
        [words[4], words[5]] = await window.relayedBy(words[4], Number(words[5]));
        lines.push(words.join(" "));
      } else if (!line.startsWith("a=candidate:")) lines.push(line);
    }
    return real.call(this, { type, sdp: lines.join("\\r\\n") });
  };
})();
"""


def _udp() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


class UdpRelay:
    """Listens at `host`. `opened` returns a socket that is not bound yet."""

    def __init__(self, host: str, *, opened: Callable[[], socket.socket] = _udp) -> None:
        self._host = host
        self._opened = opened
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self._ports: dict[Address, socket.socket] = {}
        """What browsers send to, by where it goes."""
        self._ways: dict[tuple[Address, Address], socket.socket] = {}
        """What the server sees, by where it goes and who sends."""
        self._is_cut = self._is_over = False
        self._thread = threading.Thread(target=self._run, name="udp relay", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over = True
        self._thread.join(timeout=5)
        for each in [*self._ports.values(), *self._ways.values()]:
            each.close()
        self._selector.close()

    def carries(self, profile: BrowserContext) -> None:
        """Let all pages of this profile reach the media server through the relay alone."""
        profile.expose_function("relayedBy", self._place_of)
        profile.add_init_script(THROUGH_THE_RELAY)

    def rebind(self) -> None:
        """Take other ports towards the server. What comes to the old ones goes nowhere."""
        with self._lock:
            for each in self._ways.values():
                self._selector.unregister(each)
                each.close()
            self._ways.clear()

    def cut(self) -> None:
        self._is_cut = True

    def mend(self) -> None:
        self._is_cut = False

    # Private

    def _place_of(self, host: str, port: int) -> list[str | int]:
        target = (host, port)
        with self._lock:
            if target not in self._ports:
                self._ports[target] = made = self._opened()
                made.bind((self._host, 0))
                self._selector.register(made, selectors.EVENT_READ, ("up", target, made))
            return list(self._ports[target].getsockname())

    def _run(self) -> None:
        while not self._is_over:
            if not self._selector.get_map():
                threading.Event().wait(0.02)
                continue
            for key, _ in self._selector.select(timeout=0.1):
                with self._lock:
                    self._pass_on(*key.data)

    def _pass_on(self, way: str, place: Address, sender: socket.socket) -> None:
        if sender.fileno() < 0:
            return  # it was rebound meanwhile
        data, came_from = sender.recvfrom(LARGEST)
        if self._is_cut:
            return
        if way == "up":
            self._way(place, came_from).sendto(data, place)
        else:
            target, browser = self._browser_of(sender)
            self._ports[target].sendto(data, browser)

    def _way(self, target: Address, browser: Address) -> socket.socket:
        key = (target, browser)
        if key not in self._ways:
            self._ways[key] = made = self._opened()
            made.bind((self._host, 0))
            self._selector.register(made, selectors.EVENT_READ, ("down", target, made))
        return self._ways[key]

    def _browser_of(self, way: socket.socket) -> tuple[Address, Address]:
        return next(key for key, each in self._ways.items() if each is way)
