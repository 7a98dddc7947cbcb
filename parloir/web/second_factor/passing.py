"""What a session says of the second factor, and codes that somebody types."""

from django.http import HttpRequest
from django.utils import timezone

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of
from parloir.clock import current_time
from parloir.factors.operations import CodeRefused, Factor, check_code
from parloir.factors.queries import PASSED
from parloir.web.signin_throttle import begin_code


def account_in(request: HttpRequest) -> User:
    """Return who is signed in, on a page that asks for that."""
    if not isinstance(request.user, User):
        raise TypeError("this page is for people who are signed in")
    return request.user


def note_passed(request: HttpRequest, how: str) -> None:
    """Let this session do what the roles of its person permit."""
    request.session[PASSED] = how


def came_by_emergency(request: HttpRequest) -> bool:
    """Return whether this person signed in without a password, which may be lost."""
    return bool(request.session.get(PASSED) == Factor.BREAK_GLASS)


def look_at_code(request: HttpRequest, *, user: User, code: str) -> Factor:
    """Use up the code that somebody typed who knows the password.

    Raises CodeRefused and TooEarly.
    """
    attempt = begin_code(request, user.email)
    try:
        passed = check_code(
            user=user,
            code=code,
            by=actor_of(user),
            now=current_time(),
            phone_time=timezone.now(),
        )
    except CodeRefused as refused:
        if refused.reason is CodeRefused.Reason.REPLAYED:
            attempt.take_back()  # it was right: nobody guessed it
        raise
    attempt.take_back()
    return passed
