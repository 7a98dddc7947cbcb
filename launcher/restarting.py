"""End a process of an instance, which its supervisor then starts again.

python -m launcher.restarting RECORDS NAME
"""

import sys
from pathlib import Path

from launcher.reaping import kill_recorded


def restart(records: Path, name: str) -> bool:
    """Kill the process, which may no longer react to signals. Return False if none lives."""
    return kill_recorded(records / f"{name}.json")


if __name__ == "__main__":
    sys.exit(0 if restart(Path(sys.argv[1]), sys.argv[2]) else 1)
