"""Where a request comes from: its network address, and the sign-in it belongs to.

The audit keeps both with each event. They are carried beside the call, since no operation decides
anything by them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Source:
    """The source of a request or of a socket.

    `sign_in` returns the public id of the sign-in, or an empty text. It is asked when an event is
    written: a request that signs somebody in has one only afterwards.
    """

    __slots__ = ("address", "sign_in")

    def __init__(self, address: str = "", sign_in: Callable[[], str] = str) -> None:
        self.address = address
        self.sign_in = sign_in


_NOWHERE = Source()
_current: ContextVar[Source] = ContextVar("source", default=_NOWHERE)


def current_source() -> Source:
    """Return where the current call comes from. Work of the clock comes from nowhere."""
    return _current.get()


@contextmanager
def coming_from(source: Source) -> Iterator[None]:
    """Let everything inside come from there."""
    token = _current.set(source)
    try:
        yield
    finally:
        _current.reset(token)


def note_sign_in(public_id: str) -> None:
    """Note the sign-in of the socket that is being admitted."""
    source = _current.get()
    if source is not _NOWHERE:
        source.sign_in = lambda: public_id
