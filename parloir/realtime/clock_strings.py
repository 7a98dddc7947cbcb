"""How a browser writes the time of day: in the language's own format, with its own words.

The browser knows the letters of Django's format that `LETTERS` lists. A translation that uses
another one is refused when the strings are made, since the browser would print it as it stands.
"""

import re
from datetime import time

from django.utils.dateformat import time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

LETTERS = frozenset("gGhHiAa")
"""Hour (`g` and `h` of 12, `G` and `H` of 24; `h` and `H` with two digits), minute, half of the
day."""

_NOON = 12
_ESCAPED = re.compile(r"\\.")


class UnknownTimeFormat(ValueError):
    """The translation of the time's format uses a letter that browsers are not taught."""


def clock_strings() -> dict[str, str]:
    """Return the format of a time of day and its words, in the active language.

    Raises UnknownTimeFormat.
    """
    written = pgettext("time, Django format", "g:i A")
    letters = {one for one in _ESCAPED.sub("", written) if one.isalpha()}
    if unknown := sorted(letters - LETTERS):
        raise UnknownTimeFormat(
            f"the translation of the time format “g:i A” is {written!r}. Browsers do not know "
            f"{', '.join(unknown)}: use only {', '.join(sorted(LETTERS))}, and write other letters "
            "after a backslash."
        )
    half = "a" if "a" in letters else "A"
    return {
        "time_format": written,
        "before_noon": time_format(time(0), half),
        "after_noon": time_format(time(_NOON), half),
        "clock_words": _("%(moment)s %(zone)s") % {"moment": "{moment}", "zone": "{zone}"},
    }
