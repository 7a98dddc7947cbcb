"""How often Python looks for unused objects that refer to each other.

A full collection looks at every object and stops all threads meanwhile: 0.3 to 0.4 s in a web
process with 1,000 sockets (445,000 objects, CPython 3.11). With the standard thresholds there is
one about every 25 s while officers press, and the press that meets it waits.
"""

import gc
from functools import cache

YOUNG_OBJECTS = 2_000
YOUNG_COLLECTIONS = 10
MIDDLE_COLLECTIONS = 100
"""With these three there is a full collection after 2,000,000 new objects instead of 70,000."""


@cache
def collect_rarely() -> None:
    """Look at what exists now never again, and collect the rest less often.

    Call it once the process has loaded its code. Later calls change nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, YOUNG_COLLECTIONS, MIDDLE_COLLECTIONS)
