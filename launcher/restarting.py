"""Ends a process of an instance, which its supervisor then starts anew.

python -m launcher.restarting RECORDS NAME
"""

import sys
from pathlib import Path

from launcher.reaping import kill_recorded


def restart(records: Path, name: str) -> bool:
    """Kills it: this is for a process that no longer listens. Returns False where none lives."""
    return kill_recorded(records / f"{name}.json")


if __name__ == "__main__":
    sys.exit(0 if restart(Path(sys.argv[1]), sys.argv[2]) else 1)
