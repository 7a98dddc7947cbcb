"""Letters and digits that people type from paper or from a screen."""

import re
import secrets

from parloir.vault.names import ALPHABET

IN_A_GROUP = 5
_READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1", "u": "v"})


def new_signs(groups: int) -> str:
    """Return random groups of five: `7k2mq-x0d4t`, 25 bits each."""
    return "-".join(_letters() for _ in range(groups))


def plain(typed: str) -> str:
    """Return what was meant: without spaces and dashes, and with letters that look like digits
    read as digits."""
    return re.sub(r"[\s-]", "", typed.lower()).translate(_READ_AS)


def _letters() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(IN_A_GROUP))
