"""Decide, before a picture is read, whether it is: only a signed-in person's, and few at a time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import close_old_connections

from parloir.config.bodies import Message
from parloir.config.cookies import cookie_in
from parloir.web.unread import Unread

# A page sends one at a time. Several tabs, and a request that is sent again, are allowed for.
MOST_OF_AN_ACCOUNT = 3
# Each is at most eleven megabytes in a temporary file.
MOST_AT_ONCE = 48


class NotNow(Exception):
    def __init__(self, unread: Unread) -> None:
        super().__init__(unread)
        self.unread = unread


class UploadsInProgress:
    """The pictures that this process is reading, or has read and not answered. For one loop."""

    def __init__(self) -> None:
        self._of_account: Counter[str] = Counter()

    @contextmanager
    def one_more(self, account: str | None) -> Iterator[None]:
        """Count one until the block ends. Raises NotNow."""
        if account is None:
            raise NotNow(Unread.SIGN_IN_FIRST)
        is_full = self._of_account.total() >= MOST_AT_ONCE
        if is_full or self._of_account[account] >= MOST_OF_AN_ACCOUNT:
            raise NotNow(Unread.TOO_MANY_UPLOADS)
        self._of_account[account] += 1
        try:
            yield
        finally:
            self._of_account[account] -= 1
            self._of_account += Counter()  # drops what has come to zero


def account_of(scope: Message) -> str | None:
    """Return the account that a session cookie is for, as a key; None if nobody is signed in.

    Whether its session is still good is for the view to decide.
    """
    key = cookie_in(scope, settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore(key)
    try:
        account: str | None = store.get(SESSION_KEY)
    finally:
        close_old_connections()  # on PostgreSQL, releases the thread's connection
    return account
