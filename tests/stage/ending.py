"""End processes that a test or a bench has left. Some may just be ending by themselves."""

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
    """Apply each way to what is still found, and wait up to `patience` seconds after each.

    A process may end between being found and being signalled, for example with its parent.
    """
    for end in by:
        found = list(find())
        for process in found:
            with suppress(psutil.Error):
                end(process)
        psutil.wait_procs(found, timeout=patience)
