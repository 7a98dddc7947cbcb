"""Debian's Firefox, driven by WebDriver BiDi: Playwright drives only a Firefox of its own.

It has a fake camera and a fake microphone, and its profile is removed with it.
"""

import base64
import json
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.stage.waiting import wait_until

FIREFOX = "firefox-esr"
FLAGS = ("--headless", "--no-remote", "--remote-debugging-port=0")
STARTS_WITHIN_S = 60.0
ANSWERS_WITHIN_S = 60.0
LISTENS = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
TONE_HZ = 700
"""What its fake microphone hears."""
PREFERENCES: dict[str, bool | int | str] = {
    "media.navigator.streams.fake": True,
    "media.navigator.audio.fake_frequency": TONE_HZ,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.autoplay.default": 0,
    # Nothing but the pages under test is asked for.
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


@contextmanager
def firefox() -> Iterator["FirefoxPage"]:
    """Start Firefox and yield its page."""
    with tempfile.TemporaryDirectory(prefix="parloir-firefox-") as name:
        profile = Path(name) / "profile"
        process = _start(profile, log=Path(name) / "log")
        try:
            with connect(
                f"{_address(process, Path(name) / 'log')}/session", max_size=None
            ) as socket:
                yield FirefoxPage(socket)
        finally:
            _end(process)


class FirefoxPage:
    """A page. A failed command or script raises AssertionError with Firefox's words."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0
        self._ask("session.new", capabilities={})
        self._context = self._ask("browsingContext.getTree")["contexts"][0]["context"]

    def goto(self, url: str) -> None:
        self._ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def pdf(self, paper: tuple[float, float]) -> bytes:
        """Print the page on paper of this width and height in centimetres."""
        width, height = paper
        answer = self._ask(
            "browsingContext.print",
            context=self._context,
            page={"width": width, "height": height},
        )
        return base64.b64decode(answer["data"])

    def prepend(self, script: str) -> None:
        """Run this script in every page before its own ones."""
        self._ask("script.addPreloadScript", functionDeclaration=f"() => {{ {script} }}")

    def evaluate(self, expression: str, argument: object = None) -> Any:
        """Return the value of the expression, or what the function in it returns for `argument`.

        Promises are awaited, and values travel as JSON.
        """
        code = (
            f"(async () => {{ const it = ({expression});"
            f" const value = typeof it === 'function' ? it({json.dumps(argument)}) : it;"
            " return JSON.stringify((await value) ?? null); })()"
        )
        answer = self._ask(
            "script.evaluate",
            expression=code,
            target={"context": self._context},
            awaitPromise=True,
            userActivation=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def waits_until(self, condition: str, *, seconds: float = 20) -> None:
        """Wait until the expression is true in the page."""
        wait_until(lambda: self.evaluate(f"Boolean({condition})"), condition, seconds=seconds)

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            answer: dict[str, Any] = json.loads(self._socket.recv(timeout=ANSWERS_WITHIN_S))
            if answer.get("id") == self._number:
                break
        assert answer["type"] == "success", f"{method}: {answer.get('message')}"
        result: dict[str, Any] = answer["result"]
        return result


def _start(profile: Path, *, log: Path) -> subprocess.Popen[bytes]:
    profile.mkdir()
    lines = (
        f"user_pref({json.dumps(name)}, {json.dumps(value)});"
        for name, value in PREFERENCES.items()
    )
    (profile / "user.js").write_text("\n".join(lines))
    with log.open("wb") as output:
        return subprocess.Popen(
            [FIREFOX, *FLAGS, "--profile", str(profile)],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ | {"HOME": str(profile.parent)},
        )


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    def named() -> str | None:
        assert process.poll() is None, f"Firefox ended:\n{log.read_text(errors='replace')}"
        found = LISTENS.search(log.read_bytes())
        return found[1].decode() if found else None

    return wait_until(named, "Firefox to listen", seconds=STARTS_WITHIN_S)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End Firefox and its content processes, which are in its session."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
