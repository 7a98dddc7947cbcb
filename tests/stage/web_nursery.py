"""Web processes that are killed in great number: one loads the program, the others are its forks.

python -m tests.stage.web_nursery PORT: starts one for each line that it reads, and prints its
process id. It is configured as the web process of `bin/run`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

READY_SECONDS = 30.0


class WebNursery:
    """Starts one web process at a time. `environment` is that of a house's web process."""

    def __init__(self, environment: Mapping[str, str], port: int) -> None:
        self._environment = dict(environment)
        self._port = port
        self._living: int | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.stage.web_nursery", str(self._port)],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self._process.communicate(timeout=20)

    def start(self) -> None:
        """Start one, and return when it accepts connections."""
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        to.write("start\n")
        to.flush()
        self._living = int(back.readline())
        ends_at = time.monotonic() + READY_SECONDS
        while not self._takes_connections():
            assert time.monotonic() < ends_at, "the web process did not begin to listen"
            time.sleep(0.005)

    def kill(self) -> None:
        if self._living is not None:
            os.kill(self._living, signal.SIGKILL)
            self._living = None

    def _takes_connections(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
        except OSError:
            return False
        return True


def main(port: int) -> None:
    import uvicorn
    from django.urls import reverse

    from parloir.config.asgi import application

    reverse("home")  # loads each page's module once, instead of in each fork
    server = uvicorn.Config(
        application,
        host="127.0.0.1",
        port=port,
        http="parloir.config.http_protocol:BoundedHttp",
        loop="parloir.config.event_loop:ImpatientLoop",
        ws="websockets-sansio",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_level="warning",
    )
    server.load()
    living: int | None = None
    for _ in sys.stdin:
        if living is not None:
            os.waitpid(living, 0)
        living = os.fork()
        if living == 0:
            uvicorn.Server(server).run()
            os._exit(0)
        sys.stdout.write(f"{living}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
