"""What the commands say to the person who typed them."""

import sys
import threading

_one_at_a_time = threading.Lock()


class SetUpError(Exception):
    """Set-up cannot go on. The text says what is wrong and what to do."""


def say(sentence: str) -> None:
    """Prints one line at once: steps that run side by side never mix within a line."""
    with _one_at_a_time:
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()
