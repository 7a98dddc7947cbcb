"""Ending processes that a test or a bench has left, some of which may be ending by themselves."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import psutil

# A house takes up to a minute to stop.
PATIENCE_SECONDS = 60.0

End = Callable[[psutil.Process], None]
TERM_THEN_KILL: Sequence[End] = (psutil.Process.terminate, psutil.Process.kill)


def end_all(
    find: Callable[[], Iterable[psutil.Process]],
    *,
    by: Sequence[End] = TERM_THEN_KILL,
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Tries each way on what is found then, and waits up to `patience` seconds after it.

    A process may end between being found and being told: its parent's end takes it along.
    """
    for end in by:
        found = list(find())
        for process in found:
            with suppress(psutil.Error):
                end(process)
        psutil.wait_procs(found, timeout=patience)
