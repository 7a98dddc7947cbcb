"""An attacker that says its orders and waits: `tests/bench/test_security.py` runs it."""

import sys
import threading

from bench.attacker import orders

sys.stdout.write(f"{orders()['word']}\n")
sys.stdout.flush()
threading.Event().wait()
