"""Run other programs, with their output in a file and their failure as a sentence."""

import os
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher.console import SetUpError
from launcher.failures import NO_SPACE, cause_of, remedy_for

LINES_SHOWN = 15
FULL_BELOW_BYTES = 1_000_000
# Their output is searched for causes, so it must not depend on the person's language.
IN_ENGLISH = {"LC_ALL": "C.UTF-8"}

_interruptible: set["subprocess.Popen[bytes]"] = set()
_starting = threading.Lock()
_stopped = threading.Event()


class CommandFailed(SetUpError):
    """A program has failed. `output` is everything that it wrote."""

    def __init__(self, sentence: str, *, output: str) -> None:
        super().__init__(sentence)
        self.output = output


class SetUpStopped(SetUpError):
    """Set-up was stopped (Ctrl-C); nothing has failed."""


def run_logged(
    argv: Sequence[str | Path],
    *,
    log: Path,
    what: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    to_the_end: bool = False,
) -> str:
    """Run a program to its end, append its output to `log`, and return the output.

    `env` adds to the environment. `to_the_end` shields a program that must not be cut short
    (dpkg) from Ctrl-C. Raises `CommandFailed` with a sentence that says what to do and the last
    lines of the output, and `SetUpStopped` after `stop_running` was called.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as written:
        begins_at = written.tell()
        with _starting:
            if _stopped.is_set():
                raise SetUpStopped(f"{what} was not begun: set-up has been stopped.")
            try:
                started = subprocess.Popen(
                    [str(word) for word in argv],
                    cwd=cwd,
                    env={**os.environ, **IN_ENGLISH, **(env or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=written,
                    stderr=subprocess.STDOUT,
                    # sudo asks for a password on the terminal, which another session has not.
                    start_new_session=to_the_end and os.geteuid() == 0,
                )
            except FileNotFoundError as missing:
                raise SetUpError(
                    f"{what} needs the program “{argv[0]}”, which is not on this machine: install "
                    "it, then start again."
                ) from missing
            if not to_the_end:
                _interruptible.add(started)
        status = started.wait()
        with _starting:
            _interruptible.discard(started)
    output = _since(log, begins_at)
    if status == 0:
        return output
    if _stopped.is_set():
        raise SetUpStopped(f"{what} was stopped.")
    raise CommandFailed(
        f"{what} failed: {_remedy(output, log)}\n"
        f"({' '.join(str(word) for word in argv[:3])} … answered {status}. The whole output is in "
        f"{log}; it ends with:)\n{_last_lines(output)}",
        output=output,
    )


def stop_running() -> None:
    """Ask the programs that other threads run to end; no further one is started."""
    with _starting:
        _stopped.set()
        for started in _interruptible:
            started.terminate()


def answer_of(argv: Sequence[str | Path]) -> str | None:
    """Return the standard output of a program that changes nothing.

    None if it fails or is missing.
    """
    try:
        done = subprocess.run(
            [str(word) for word in argv],
            env={**os.environ, **IN_ENGLISH},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except (FileNotFoundError, PermissionError):
        return None
    return done.stdout if done.returncode == 0 else None


def _remedy(output: str, log: Path) -> str:
    # On a full disk the program's own output may be lost too.
    is_full = cause_of(output) is None and shutil.disk_usage(log.parent).free < FULL_BELOW_BYTES
    return NO_SPACE.remedy if is_full else remedy_for(output)


def _since(log: Path, begins_at: int) -> str:
    with log.open("rb") as output:
        output.seek(begins_at)
        return output.read().decode(errors="replace")


def _last_lines(output: str) -> str:
    return "\n".join(f"    {line}" for line in output.splitlines()[-LINES_SHOWN:])
