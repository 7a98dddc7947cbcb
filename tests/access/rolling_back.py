from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo all that is written inside."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
