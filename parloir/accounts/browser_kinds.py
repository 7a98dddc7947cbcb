"""What kind of browser somebody uses, in words of ours, for mails to the owner of an account.

The header `User-Agent` is text that anybody can choose, so none of it reaches a mail.
"""

from dataclasses import dataclass
from enum import StrEnum, auto


class Browser(StrEnum):
    EDGE = auto()
    OPERA = auto()
    SAMSUNG = auto()
    FIREFOX = auto()
    CHROME = auto()
    SAFARI = auto()
    OTHER = auto()


class System(StrEnum):
    ANDROID = auto()
    IPHONE = auto()
    IPAD = auto()
    CHROMEBOOK = auto()
    WINDOWS = auto()
    MAC = auto()
    LINUX = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class BrowserKind:
    browser: Browser
    system: System


# In this order: most browsers also name those that they descend from.
_BROWSERS = (
    ("Edg", Browser.EDGE),
    ("OPR/", Browser.OPERA),
    ("SamsungBrowser/", Browser.SAMSUNG),
    ("Firefox/", Browser.FIREFOX),
    ("FxiOS/", Browser.FIREFOX),
    ("Chrome/", Browser.CHROME),
    ("CriOS/", Browser.CHROME),
    ("Safari/", Browser.SAFARI),
)
_SYSTEMS = (
    ("Android", System.ANDROID),
    ("iPhone", System.IPHONE),
    ("iPad", System.IPAD),
    ("CrOS", System.CHROMEBOOK),
    ("Windows", System.WINDOWS),
    ("Macintosh", System.MAC),
    ("Linux", System.LINUX),
)


def browser_kind(user_agent: str) -> BrowserKind:
    """Return the kind that a `User-Agent` names."""
    return BrowserKind(
        browser=next((kind for mark, kind in _BROWSERS if mark in user_agent), Browser.OTHER),
        system=next((kind for mark, kind in _SYSTEMS if mark in user_agent), System.OTHER),
    )
