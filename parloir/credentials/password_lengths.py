"""How long a password is at least: staff open records of many people, visitors their own."""

from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parloir.accounts.models import User

OF_VISITORS: Final = 8
OF_STAFF: Final = 15


def shortest_password(user: User | None) -> int:
    """Return how many characters a password of this person has at least.

    Somebody who is registering is nobody yet, or an account that is not saved.
    """
    return OF_STAFF if user is not None and is_of_staff(user) else OF_VISITORS


def is_of_staff(user: User) -> bool:
    """Return whether this is an account of staff, also one that is closed or not saved yet."""
    if user.is_staff or user.is_superuser or user.joins_staff:
        return True
    return user.pk is not None and user.roles.exists()


class LongEnoughValidator:
    """Refuses a password that is too short for its owner."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError, which says how long it has to be."""
        least = shortest_password(user)
        if len(password) < least:
            raise ValidationError(
                _(
                    "This is too short. Choose at least %(least)d letters, digits or signs. Three "
                    "words in a row are easy to keep."
                ),
                code="password_too_short",
                params={"least": least},
            )

    def get_help_text(self) -> str:
        return _("At least %(least)d characters; staff at least %(of_staff)d.") % {
            "least": OF_VISITORS,
            "of_staff": OF_STAFF,
        }
