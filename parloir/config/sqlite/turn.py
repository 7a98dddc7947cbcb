"""Whose turn it is to write, among the threads of a process."""

import threading
import time


class Turn:
    """A lock that officers' presses get before everybody else who waits for it.

    A thread that comes while nobody has it takes it immediately, as with `threading.Lock`.
    """

    def __init__(self) -> None:
        lock = threading.Lock()
        self._presses = threading.Condition(lock)
        self._others = threading.Condition(lock)
        self._presses_waiting = 0
        self._others_waiting = 0
        self._is_taken = False

    def acquire(self, *, is_press: bool, timeout: float) -> bool:
        """Take the turn. Returns False if others have had it for `timeout` seconds."""
        queue = self._presses if is_press else self._others
        with queue:
            self._presses_waiting += is_press
            self._others_waiting += not is_press
            try:
                return self._wait_in(queue, is_press=is_press, until=time.monotonic() + timeout)
            finally:
                self._presses_waiting -= is_press
                self._others_waiting -= not is_press

    @property
    def waiting(self) -> int:
        """How many threads wait."""
        return self._presses_waiting + self._others_waiting

    def release(self) -> None:
        with self._others:
            self._is_taken = False
            (self._presses if self._presses_waiting else self._others).notify()

    # Private

    def _wait_in(self, queue: threading.Condition, *, is_press: bool, until: float) -> bool:
        while self._is_taken or (self._presses_waiting and not is_press):
            left = until - time.monotonic()
            if left <= 0:
                return False
            queue.wait(left)
        self._is_taken = True
        return True
