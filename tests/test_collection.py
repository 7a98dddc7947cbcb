"""A process leaves what it has loaded out of its full collections, and has few of them."""

import subprocess
import sys

IN_A_PROCESS = """
import gc
from parloir.collection import collect_rarely

collect_rarely()
frozen = gc.get_freeze_count()
later = [[] for _ in range(1000)]
collect_rarely()
assert frozen > 1000, frozen
assert gc.get_freeze_count() == frozen
full = gc.get_stats()[2]["collections"]
kept = [[number] for number in range(1_000_000)]
assert gc.get_stats()[2]["collections"] == full
kept += [[number] for number in range(1_500_000)]
assert gc.get_stats()[2]["collections"] > full
"""


def test_full_collections_are_rare_and_spare_what_was_loaded():
    ran = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
