"""An exception for a log: its classes and where it was raised, without its words."""

import traceback
from collections.abc import Iterator


def describe(error: BaseException) -> str:
    """Return the tracebacks of the exception, of what caused it, and of what it groups."""
    return "\n".join(_parts_of(error, seen=set()))


def _parts_of(error: BaseException, *, seen: set[int]) -> Iterator[str]:
    if id(error) in seen:
        return
    seen.add(id(error))
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _parts_of(earlier, seen=seen)
        yield "which led to:"
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    yield f"{type(error).__module__}.{type(error).__qualname__}{_harmless_words(error)}"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield "in this group:"
            yield from _parts_of(one, seen=seen)


def _harmless_words(error: BaseException) -> str:
    """Return what helps an operator and holds no values: the system's word for an error number,
    and the first line of a database that is locked or away."""
    if isinstance(error, OSError) and error.strerror and not error.filename:
        return f": {error.strerror}"
    if type(error).__name__ == "OperationalError" and error.args:
        return f": {str(error.args[0]).partition(chr(10))[0]}"
    return ""
