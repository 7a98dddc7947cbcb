"""Browsers of people who are signed in, without the pages for it."""

from django.test import Client

from parloir.accounts.models import User
from parloir.factors.operations import Factor
from parloir.factors.queries import PASSED
from parloir.web.signin_backend import BACKEND


def signed_in(user: User, *, client: Client | None = None) -> Client:
    """Return the browser of somebody who has typed password and code. Visitors without a second
    factor may sign in by `client.force_login` as well."""
    client = client or Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    session[PASSED] = Factor.APP.value
    session.save()
    return client
