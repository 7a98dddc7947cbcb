"""A process that attacks a house on loopback, in place of people elsewhere.

It runs at a lower priority, since real attackers take no processor time from the server, and ends
with the process that has started it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.figures import MeasurementFailed
from launcher.child import die_with_parent

NICENESS = 10
ENDS_WITHIN_S = 20.0


class AttackFailed(MeasurementFailed):
    """The attack ended with an error while its effects were measured."""


@contextmanager
def attacker(module: str, **orders: Any) -> Iterator["subprocess.Popen[str]"]:
    """Run `python -m module` while the block lasts. It reads its orders from its input.

    Raises AttackFailed if it failed before the block was done: what was measured then is the house
    without an attack.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=die_with_parent,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(orders) + "\n")
    process.stdin.flush()
    try:
        yield process
        if process.poll():
            raise AttackFailed(f"{module} ended with {process.returncode} while it was measured.")
    finally:
        process.terminate()
        try:
            process.wait(timeout=ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def orders() -> dict[str, Any]:
    """Return the orders, in the process that attacks."""
    os.nice(NICENESS)
    told: dict[str, Any] = json.loads(sys.stdin.readline())
    return told
