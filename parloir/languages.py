"""The languages in the settings: each is one entry there and one directory in `locale`."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language

LONGEST_CODE = 15
"""Of a language's code, such as `es`, `zh-hans` or `sr-latn`."""


def offered_languages() -> list[tuple[str, str]]:
    """Return each code with the language's own name, in the order of the settings."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def offered_codes() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def is_offered(code: str) -> bool:
    return code in offered_codes()


def language_name(code: str) -> str:
    """Return the language's own name, or its code if it is no longer offered."""
    return dict(offered_languages()).get(code, code)


def default_language() -> str:
    """Return the language for people who have not chosen one."""
    return settings.LANGUAGE_CODE


def spoken_language() -> str:
    """Return the active language, or the default if none is active."""
    return get_language() or default_language()


def choose_text(texts: Mapping[str, str], *, fallback: str) -> str | None:
    """Return the text in the active language, from those that a facility has written.

    If there is none, return the one in `fallback`, which may be empty; then the one in the
    settings' default language; then the first. Returns None if there are no texts.
    """
    wanted = [spoken_language(), fallback, default_language(), *texts]
    return next((texts[code] for code in wanted if code in texts), None)
