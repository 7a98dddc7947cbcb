"""Browsers of people who are signed in, without the pages for it."""

from datetime import timedelta

from django.db.models import F
from django.test import Client

from parloir.accounts.models import SignIn, User
from parloir.accounts.screen_locks import remembered
from parloir.factors.operations import Factor
from parloir.factors.queries import PASSED
from parloir.web.signin_backend import BACKEND

HALF_AN_HOUR = timedelta(minutes=30)
TWELVE_HOURS = timedelta(hours=12)
A_SECOND = timedelta(seconds=1)


def signed_in(user: User, *, client: Client | None = None) -> Client:
    """Return the browser of somebody who has typed password and code. Visitors without a second
    factor may sign in by `client.force_login` as well."""
    client = client or Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    session[PASSED] = Factor.APP.value
    session.save()
    return client


def let_pass(*, idle: timedelta = timedelta(), age: timedelta | None = None) -> None:
    """Let so much time pass in which nobody does anything at any screen of staff.

    `age` is how much longer ago the sign-ins are then, if they are not as idle as old.
    """
    SignIn.objects.exclude(active_at=None).update(
        active_at=F("active_at") - idle, proven_at=F("proven_at") - (idle if age is None else age)
    )
    remembered.forget()
