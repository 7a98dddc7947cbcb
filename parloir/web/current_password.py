"""The current password, which a person who is signed in types again before something important."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parloir.accounts.models import User
from parloir.throttling.delays import TooEarly
from parloir.web.signin_throttle import is_current_password
from parloir.web.waits import too_many_passwords


def checked_password(user: User, password: str) -> str:
    """Return the password if it is the current one. Raises ValidationError."""
    try:
        is_right = is_current_password(user, password)
    except TooEarly as early:
        raise ValidationError(too_many_passwords(early.until), code="too_early") from early
    if not is_right:
        raise ValidationError(
            _("This is not your current password. Please type it again."), code="wrong"
        )
    return password
