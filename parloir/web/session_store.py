"""Django's sessions in the database, whose end also ends their sign-in.

Signing out, signing in as somebody else and Django's own check of the password all flush the
session, on pages, in the administration and on sockets alike.
"""

from django.contrib.sessions.backends import db
from django.db import transaction

from parloir.accounts.sign_ins import IN_SESSION, end_sign_in
from parloir.clock import current_time


class SessionStore(db.SessionStore):
    def flush(self) -> None:
        """Delete the session, and end its sign-in with it. A session that has expired by age has
        none: age ends no visit that is live (ADR 48)."""
        sign_in = str(self.get(IN_SESSION, ""))
        with transaction.atomic():
            super().flush()
            if sign_in:
                end_sign_in(public_id=sign_in, now=current_time())
