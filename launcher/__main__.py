"""python -m launcher run|test|bench [WORDS…]"""

import os
import signal
import sys
from pathlib import Path

from launcher import run, testing
from launcher.console import status_of
from launcher.python_environment import require_python

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {"run": run.main, "test": testing.main, "bench": testing.bench}


def main() -> int:
    # It was needed to find this package; the programs started from here find their own.
    os.environ.pop("PYTHONPATH", None)
    # Containers set it to stay small. Here each process would compile everything it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    command, *words = sys.argv[1:]

    def start() -> int:
        require_python()
        return COMMANDS[command](words, root=ROOT)

    return status_of(start)


if __name__ == "__main__":
    sys.exit(main())
