"""Email addresses to which every mail server can deliver."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def is_deliverable(address: str) -> bool:
    """Return whether the part before the @ is ASCII. Another needs SMTPUTF8 (RFC 6531) at every
    server on the way; a domain in other letters has an ASCII form (RFC 5891)."""
    return address.rpartition("@")[0].isascii()


def must_be_deliverable(address: str) -> None:
    """Validate a form's field. Raises ValidationError."""
    if not is_deliverable(address):
        raise ValidationError(
            _(
                "Our mail does not reach an address with a letter such as é or ñ before the @. "
                "Use another address."
            ),
            code="not_deliverable",
        )
