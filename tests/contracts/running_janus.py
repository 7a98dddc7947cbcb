"""A real Janus for tests, which can be killed and restarted at the same addresses."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from launcher.addresses import own_addresses
from launcher.janus_config import JanusPorts, JanusSecrets, janus_command, write_janus_config
from launcher.janus_prefixes import JanusInstallation
from launcher.ports import take_slice
from parloir.media.janus import JanusAddress

SECRETS = JanusSecrets(api="test-api", room_admin_key="test-key")
START_S = 15.0


class RunningJanus:
    """A running Janus. `streaming` loads the plugin with which one Janus plays to another."""

    def __init__(
        self, folder: Path, installation: JanusInstallation, *, streaming: bool = False
    ) -> None:
        self._slice = take_slice(remembered=None)
        self._config = folder / "config"
        self._log = folder / "janus.log"
        self._installation = installation
        self._process: subprocess.Popen[bytes] | None = None
        write_janus_config(
            self._config,
            installation=installation,
            ports=self._slice.janus,
            secrets=SECRETS,
            addresses=own_addresses(),
            streaming=streaming,
        )

    @property
    def address(self) -> JanusAddress:
        return JanusAddress(
            url=f"ws://127.0.0.1:{self._slice.janus.api}",
            api_secret=SECRETS.api,
            admin_key=SECRETS.room_admin_key,
        )

    @property
    def ports(self) -> JanusPorts:
        return self._slice.janus

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                janus_command(self._installation, config=self._config),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_S
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"Janus did not start:\n{self._log.read_text()[-4000:]}")
            time.sleep(0.02)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        assert self._process is not None
        self._process.wait(timeout=10)

    def freeze(self) -> None:
        """Freeze the process: it is alive and its port is open, but it answers nothing."""
        self._signal(signal.SIGSTOP)
        assert self._process is not None
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.thaw()
            self.kill()
        self._slice.guard.close()

    def _signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            return probe.connect_ex(("127.0.0.1", self._slice.janus.api)) == 0
