"""The languages of the settings: each is one entry there and one directory in `locale`."""

from django.conf import settings
from django.utils.translation import get_language

LONGEST_CODE = 15
"""Of a language's code, such as `es`, `zh-hans` or `sr-latn`."""


def offered_languages() -> list[tuple[str, str]]:
    """Each code with the language's own name for itself, in the order of the settings."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def is_offered(code: str) -> bool:
    return code in dict(settings.LANGUAGES)


def language_name(code: str) -> str:
    """In that language; the code itself where it is no longer offered."""
    return dict(offered_languages()).get(code, code)


def default_language() -> str:
    """What a person reads who has chosen nothing."""
    return settings.LANGUAGE_CODE


def spoken_language() -> str:
    """What the person reads for whom something is done now."""
    return get_language() or default_language()
