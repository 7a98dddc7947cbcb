"""A PostgreSQL cluster for one run of tests: in a temporary folder, reached by socket.

PostgreSQL refuses to run as root; for root it runs as the account that Debian's package makes.
The package's own cluster is not touched.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from launcher.commands import run_logged
from launcher.console import SetUpError

PACKAGE = "postgresql"
ACCOUNT = "postgres"
INSTALLED_IN = Path("/usr/lib/postgresql")
# A Unix socket's path must fit into 108 bytes, and PostgreSQL's own name has 14 of them.
LONGEST_FOLDER = 90
READY_SECONDS = 60.0
STOPS_SECONDS = 30.0
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "autovacuum_naptime": "10min",
    "log_min_messages": "error",
}

# Nothing in it has to outlive the run, so nothing waits for a disk.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def newest_programs(installed_in: Path = INSTALLED_IN) -> Path | None:
    """Return the folder with `initdb` and `postgres` of the newest version, or None."""
    versions = [
        folder.parent.parent
        for folder in installed_in.glob("*/bin/initdb")
        if folder.parent.parent.name.isdecimal()
    ]
    newest = max(versions, key=lambda folder: int(folder.name), default=None)
    return newest and newest / "bin"


@contextmanager
def temporary_cluster(*, log: Path, durable: bool = False) -> Iterator[str]:
    """Run a server for the block, and yield its address as for `PARLOIR_DATABASE_URL`.

    If this process is killed, the kernel ends the server too. `durable` makes it wait for the
    disk as a real one does: measurements and tests that kill it need that.
    """
    programs = newest_programs()
    if programs is None:
        raise SetUpError(f"PostgreSQL is not in {INSTALLED_IN}: install Debian's {PACKAGE}.")
    folder = _private_folder()
    try:
        _make(programs, folder, log=log)
        server = _start(programs, folder, log=log, durable=durable)
        try:
            _wait_until_ready(server, programs, folder, log=log)
            yield f"postgresql://{ACCOUNT}@/{ACCOUNT}?host={quote(str(folder))}"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _private_folder() -> Path:
    base = tempfile.gettempdir()
    short = base if len(base) <= LONGEST_FOLDER - 30 else "/tmp"  # noqa: S108 - made private below
    folder = Path(tempfile.mkdtemp(prefix="parloir-postgresql-", dir=short))
    if os.geteuid() == 0:
        try:
            shutil.chown(folder, ACCOUNT, ACCOUNT)
        except LookupError as missing:
            folder.rmdir()
            raise SetUpError(
                f"There is no account “{ACCOUNT}”: install Debian's {PACKAGE}."
            ) from missing
    return folder


def _make(programs: Path, folder: Path, *, log: Path) -> None:
    run_logged(
        [
            *_account(),
            *(str(programs / "initdb"), "--pgdata", str(folder / "data"), "--username", ACCOUNT),
            # Who may enter the folder may use the database.
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        ],
        log=log,
        what="Making a PostgreSQL cluster for the tests",
        cwd=folder,
    )


def _start(programs: Path, folder: Path, *, log: Path, durable: bool) -> "subprocess.Popen[bytes]":
    settings = SETTINGS | ({} if durable else HASTY) | {"unix_socket_directories": str(folder)}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with log.open("ab") as output:
        return subprocess.Popen(
            [
                *_account(dies_with_us=True),
                str(programs / "postgres"),
                "-D",
                str(folder / "data"),
                *words,
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C is meant for the tests, which still need the server to clean up.
            start_new_session=True,
        )


def _account(*, dies_with_us: bool = False) -> Sequence[str]:
    words = ["--pdeathsig", "INT"] if dies_with_us else []
    if os.geteuid() == 0:
        words += [f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--init-groups"]
    return ["setpriv", *words] if words else []


def _wait_until_ready(
    server: "subprocess.Popen[bytes]", programs: Path, folder: Path, *, log: Path
) -> None:
    ends_at = time.monotonic() + READY_SECONDS
    question = [str(programs / "pg_isready"), "--quiet", "--host", str(folder)]
    while subprocess.run(question, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > ends_at:
            raise SetUpError(f"PostgreSQL did not start. What it said is in {log}.")
        time.sleep(0.05)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Stop the server with INT, its fast shutdown, which does not wait for clients."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=STOPS_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
