"""Messages of the commands for the person at the terminal."""

import sys
import threading
from collections.abc import Callable

from launcher.failures import sentence_of

_one_at_a_time = threading.Lock()


class SetUpError(Exception):
    """Set-up cannot continue. The text says what is wrong and what to do."""


def status_of(command: Callable[[], int], *, stopped: str = "") -> int:
    """Run a command and return its exit status; write known failures without a traceback.

    `stopped` is written after Ctrl-C, for which the status is 130.
    """
    try:
        return command()
    except SetUpError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except OSError as failure:
        sentence = sentence_of(failure)
        if sentence is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(stopped)
        return 130


def say(sentence: str) -> None:
    """Print one whole line and flush it, so that parallel steps never mix within a line."""
    with _one_at_a_time:
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()
