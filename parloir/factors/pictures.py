"""The picture of an address that authenticator apps read."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass

log = logging.getLogger(__name__)

DRAWS_WITHIN_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Squares:
    """A square picture: its size, and an SVG path of what is dark."""

    size: int
    path: str


def qr_code(text: str) -> Squares | None:
    """Return the picture, or None if it could not be drawn: then people type the key.

    The text has a secret, so it is no argument of the process, which others could read.
    """
    try:
        drawn = subprocess.run(
            [sys.executable, "-m", "parloir.factors.drawing"],
            input=text.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=DRAWS_WITHIN_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        log.warning("The picture for an authenticator app could not be drawn")
        return None
    return Squares(**json.loads(drawn.stdout))
