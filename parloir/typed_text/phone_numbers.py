"""Phone numbers: stored as E.164, whichever way people type them, and shown as their country does.

A number is judged by its length and structure, not by lists of area codes: those change, and the
lists lag behind.
"""

import re
import unicodedata
from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat, ValidationResult

HOME_REGION: Final = "US"
LONGEST_STORED: Final = 32
LONGEST_TYPED: Final = 60

_NORTH_AMERICA: Final = 1
_MEXICO: Final = 52
_EXTENSION: Final = ";ext="
# Area code and exchange of the North American plan begin with 2 to 9.
_NORTH_AMERICAN: Final = re.compile(r"[2-9]\d\d[2-9]\d{6}")
_ENDING: Final = re.compile(
    r"(?:;ext=|extension|extensi[oó]n|ext|x|#)[.:]?\s*\d{1,7}#?$", re.IGNORECASE
)
_SIGNS: Final = frozenset(
    "+().-/ \t\u00a0\u3000"
    "\u2010\u2011\u2012\u2013\u2212\uff0d"  # hyphens, dashes and minus signs
    "\uff0b\uff08\uff09"  # plus and brackets of full width
)
_EXAMPLE: Final = _(
    "Type the number with its area code, for example 816 555 0123. A number of another country "
    "begins with + and the country code."
)
_NOT_ONE: Final = _("This cannot be a phone number: look at the digits again.")


def stored_phone(text: str) -> str:
    """Return the number as E.164, with ";ext=12" behind it if it has an extension.

    A number without + is one of the United States and Canada. Raises ValidationError.
    """
    number = _parsed(text)
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        raise _refused(_EXAMPLE)
    if not _has_structure(number):
        raise _refused(_NOT_ONE)
    extension = f"{_EXTENSION}{number.extension}" if number.extension else ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) + extension


def shown_phone(stored: str, *, to: str = "") -> str:
    """Return a stored number as people in the reader's country write it: "(816) 555-0123".

    `to` is the reader's own number; without it, the reader is in the United States. To readers in
    another country it has the country code. A text of an earlier version that is no number is
    returned as it is.
    """
    number = _read(stored)
    if number is None:
        return stored
    reader = _read(to)
    is_at_home = number.country_code == (reader.country_code if reader else _NORTH_AMERICA)
    form = PhoneNumberFormat.NATIONAL if is_at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def forms_of_phone(stored: str) -> list[str]:
    """Return what somebody who knows the number may type of it: it makes no good password."""
    number = _read(stored)
    if number is None:
        return [stored]
    digits = phonenumbers.national_significant_number(number)
    return [stored, digits, shown_phone(stored)]


def _parsed(text: str) -> phonenumbers.PhoneNumber:
    plain = text.strip()
    if not _is_written_like_one(plain):
        raise _refused(_EXAMPLE)
    if re.match(r"\D*0\s*0", plain):  # how most countries dial abroad
        plain = "+" + re.sub(r"^\D*0\s*0", "", plain)
    try:
        number = phonenumbers.parse(plain, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise _refused(_EXAMPLE) from error
    return _without_old_prefix(number)


def _is_written_like_one(text: str) -> bool:
    """Return whether it has only digits and the signs of numbers, before an extension."""
    number = _ENDING.sub("", text)
    return bool(number) and all(
        unicodedata.category(sign) == "Nd" or sign in _SIGNS for sign in number
    )


def _without_old_prefix(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber:
    """Leave out the 1 that came before mobile numbers of Mexico until 2019."""
    digits = str(number.national_number)
    if number.country_code == _MEXICO and len(digits) == 11 and digits.startswith("1"):
        number.national_number = int(digits[1:])
    return number


def _has_structure(number: phonenumbers.PhoneNumber) -> bool:
    digits = phonenumbers.national_significant_number(number)
    if len(set(digits)) == 1:
        return False
    is_american = number.country_code == _NORTH_AMERICA
    return not is_american or _NORTH_AMERICAN.fullmatch(digits) is not None


def _read(stored: str) -> phonenumbers.PhoneNumber | None:
    """Return a stored number, or None for a text that is none."""
    if not stored.startswith("+"):
        return None
    try:
        return phonenumbers.parse(stored)
    except phonenumbers.NumberParseException:
        return None


def _refused(text: Promise) -> ValidationError:
    return ValidationError(str(text), code="phone")
