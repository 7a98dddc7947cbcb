"""Running other programs: their output goes to a file, their failure becomes a sentence."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher.sentences import SetUpError

LINES_SHOWN = 15

_interruptible: set["subprocess.Popen[bytes]"] = set()
_starting = threading.Lock()
_stopped = threading.Event()


def run_logged(
    argv: Sequence[str | Path],
    *,
    log: Path,
    what: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    to_the_end: bool = False,
) -> None:
    """Runs to the end, appending all output to `log`.

    `env` adds to the environment. `to_the_end` shields a program that must not be cut short
    (dpkg) from Ctrl-C. Raises SetUpError with the last lines of the output.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        begins_at = output.tell()
        with _starting:
            if _stopped.is_set():
                raise SetUpError(f"{what} was not begun: set-up has been stopped.")
            try:
                started = subprocess.Popen(
                    [str(word) for word in argv],
                    cwd=cwd,
                    env={**os.environ, **(env or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    # sudo asks for a password on the terminal, which another session has not.
                    start_new_session=to_the_end and os.geteuid() == 0,
                )
            except FileNotFoundError as missing:
                raise SetUpError(
                    f"{what} needs the program “{argv[0]}”, which is not on this machine."
                ) from missing
            if not to_the_end:
                _interruptible.add(started)
        status = started.wait()
        with _starting:
            _interruptible.discard(started)
    if status != 0:
        raise SetUpError(
            f"{what} failed ({' '.join(str(word) for word in argv[:3])} … answered {status}). "
            f"The whole output is in {log}; it ends with:\n{_last_lines(log, begins_at)}"
        )


def stop_running() -> None:
    """Asks whatever runs in other threads to end; their steps fail, and none begins any more."""
    with _starting:
        _stopped.set()
        for started in _interruptible:
            started.terminate()


def answer_of(argv: Sequence[str | Path]) -> str | None:
    """Standard output of a program that only looks, or None where it fails or is missing."""
    try:
        done = subprocess.run(
            [str(word) for word in argv],
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except (FileNotFoundError, PermissionError):
        return None
    return done.stdout if done.returncode == 0 else None


def _last_lines(log: Path, begins_at: int) -> str:
    with log.open("rb") as output:
        output.seek(begins_at)
        lines = output.read().decode(errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-LINES_SHOWN:])
