"""What the commands say to the person who typed them."""

import sys
import threading
from collections.abc import Callable

from launcher.failures import sentence_of

_one_at_a_time = threading.Lock()


class SetUpError(Exception):
    """Set-up cannot go on. The text says what is wrong and what to do."""


def status_of(command: Callable[[], int], *, stopped: str = "") -> int:
    """The status that a command ends with. What stopped it is said without a traceback."""
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
    """Prints one line at once: steps that run side by side never mix within a line."""
    with _one_at_a_time:
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()
