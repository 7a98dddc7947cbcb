"""The options of `bin/run`."""

import argparse
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    port: int
    data: Path
    demo: bool
    janus: Path | None
    pinned_only: bool
    host: str | None
    turn: bool

    @property
    def base_url(self) -> str:
        """The address for people, unless a proxy in front has another name (PARLOIR_BASE_URL)."""
        if self.host is None:
            return f"http://localhost:{self.port}"
        return f"https://{self.host}:{self.port}"

    @property
    def has_certificate(self) -> bool:
        """Whether a certificate is made here: for the pages, or for the relay alone."""
        return self.host is not None or self.turn

    @property
    def listens_on(self) -> str:
        return "127.0.0.1" if self.host is None else "0.0.0.0"  # noqa: S104 (asked for by --host)


def read_options(words: Sequence[str], *, root: Path) -> RunOptions:
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="Sets up whatever is missing, starts Parloir and stays until Ctrl-C.",
    )
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="(8000)")
    parser.add_argument(
        "--data", type=_path, default=root / "var", metavar="DIR", help="where data is kept (var)"
    )
    parser.add_argument("--no-demo", action="store_true", help="start without the demo's data")
    parser.add_argument(
        "--janus", type=_path, metavar="PATH", help="a Janus of your own: its binary or prefix"
    )
    parser.add_argument(
        "--pinned-only",
        action="store_true",
        help="take no media server but one built from the source that was tried",
    )
    parser.add_argument(
        "--host",
        type=_host,
        metavar="NAME",
        help="a name or address under which other devices reach this machine: HTTPS, with a "
        "certificate made here",
    )
    parser.add_argument(
        "--turn",
        action="store_true",
        help="start a relay (coturn) too, for browsers that cannot reach the media server",
    )
    read = parser.parse_args(words)
    return RunOptions(
        port=read.port,
        data=read.data,
        demo=not read.no_demo,
        janus=read.janus,
        pinned_only=read.pinned_only,
        host=read.host,
        turn=read.turn,
    )


def _port(word: str) -> int:
    if not word.isascii() or not word.isdecimal() or not 1 <= int(word) <= 65535:
        raise argparse.ArgumentTypeError(f"{word!r} is no port: write a number from 1 to 65535")
    return int(word)


def _path(word: str) -> Path:
    return Path(os.path.abspath(Path(word).expanduser()))  # noqa: PTH100 (resolve() follows links)


def _host(word: str) -> str:
    if not HOST_NAME.fullmatch(word):
        raise argparse.ArgumentTypeError(
            f"{word!r} is no host name: write a name such as visits.example or an IPv4 address"
        )
    return word.lower()
