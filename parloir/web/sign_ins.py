"""Sign-ins of browsers: they begin with a session, go on with it, and end with it."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from parloir.accounts.models import User
from parloir.accounts.policies import is_member_of_staff
from parloir.accounts.screen_locks import begin_locking
from parloir.accounts.sign_ins import (
    IN_SESSION,
    begin_sign_in,
    renew_sign_in,
    sign_in_of_session,
    standing_sign_in,
)
from parloir.clock import current_time, machine_time


@receiver(user_logged_in)
def name_sign_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    """Give the session of somebody who signs in a sign-in. One who signs in twice keeps it."""
    if request is None:
        return
    known = standing_sign_in(sign_in_of(request))
    if known is None or known.user != user:
        request.session[IN_SESSION] = begin_sign_in(user=user, now=current_time()).public_id
        if is_member_of_staff(user):
            begin_locking(sign_in=sign_in_of(request), now=machine_time())


def sign_in_of(request: HttpRequest) -> str:
    """Return the public id of the sign-in of this browser, or an empty text."""
    return str(request.session.get(IN_SESSION, ""))


def named_sign_in_of(request: HttpRequest, user: User) -> str:
    """Return the public id of the sign-in, also of a session from before there were sign-ins."""
    if IN_SESSION not in request.session:
        found = sign_in_of_session(request.session, user=user, now=current_time())
        request.session[IN_SESSION] = found.public_id if found else ""
    return sign_in_of(request)


def renew_session(request: HttpRequest) -> None:
    """Let the session last its full time again: pages with a socket are open for as long as a visit
    or a shift, and a reload meanwhile must not ask for the password."""
    if renew_sign_in(public_id=sign_in_of(request), now=current_time()):
        request.session.modified = True
