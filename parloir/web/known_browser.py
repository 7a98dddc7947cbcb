"""The cookie of a browser in which somebody has signed in before.

It contains a token for each account, since families share phones: the last `MOST_ACCOUNTS`. It is
signed, so that no other text is looked up, and not readable by scripts.
"""

from contextlib import suppress
from dataclasses import dataclass, field

from allauth.account.signals import password_changed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from parloir.accounts.browser_kinds import BrowserKind, browser_kind
from parloir.accounts.known_browsers import (
    FORGOTTEN_AFTER,
    keep_browser,
    known_browser,
)
from parloir.accounts.models import KnownBrowser, User
from parloir.clock import current_time
from parloir.people.sign_ins import welcome_browser
from parloir.web.middleware import Handler

MOST_ACCOUNTS = 8
_SALT = "known-browser"


@dataclass(slots=True)
class ThisBrowser:
    """The browser of a request: what its cookie says, and what is to be added to it."""

    tokens: tuple[str, ...]
    kind: BrowserKind
    is_registering: bool = False
    new_tokens: list[str] = field(default_factory=list)

    def known_to(self, user: User | None) -> KnownBrowser | None:
        return known_browser(user=user, tokens=self.tokens, now=current_time())

    def welcome(self, user: User) -> None:
        """Record that somebody has signed in."""
        token = welcome_browser(
            user=user,
            tokens=self.tokens,
            kind=self.kind,
            is_first=self.is_registering,
            now=current_time(),
        )
        if token is not None:
            self.new_tokens.append(token)

    def keep(self, user: User) -> None:
        """Stay known, or become known: the owner has just set a new password here."""
        self.new_tokens.append(keep_browser(user=user, kind=self.kind, now=current_time()))


class KnownBrowserMiddleware:
    """Reads the cookie before the view, and writes it if somebody has signed in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        browser = ThisBrowser(
            tokens=_tokens_in(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")),
            kind=browser_kind(request.headers.get("User-Agent", "")),
        )
        request.this_browser = browser  # type: ignore[attr-defined]
        response = self.get_response(request)
        if browser.new_tokens:
            _write(response, [*browser.tokens, *browser.new_tokens][-MOST_ACCOUNTS:])
        return response


def browser_of(request: HttpRequest | None) -> ThisBrowser | None:
    """Return the browser, or None for what did not come by a page, such as a command."""
    return getattr(request, "this_browser", None)


def expect_first_sign_in(request: HttpRequest) -> None:
    """Send no mail about the sign-in that follows: the person has just registered."""
    browser = browser_of(request)
    if browser is not None:
        browser.is_registering = True


@receiver(user_logged_in)
def welcome(request: HttpRequest, user: User, **_: object) -> None:
    browser = browser_of(request)
    if browser is not None:
        browser.welcome(user)


def keep_this_browser(request: HttpRequest, user: User) -> None:
    """Know the browser in which the owner has just set a new password.

    Somebody who was locked out by strangers' tries gets in with the code from a mail.
    """
    browser = browser_of(request)
    if browser is not None:
        browser.keep(user)


@receiver(password_changed)
def keep(request: HttpRequest, user: User, **_: object) -> None:
    keep_this_browser(request, user)


def _tokens_in(cookie: str) -> tuple[str, ...]:
    with suppress(signing.BadSignature):
        tokens = signing.loads(cookie, salt=_SALT)
        if isinstance(tokens, list):
            return tuple(str(token) for token in tokens[-MOST_ACCOUNTS:])
    return ()


def _write(response: HttpResponse, tokens: list[str]) -> None:
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps(tokens, salt=_SALT),
        max_age=FORGOTTEN_AFTER,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )
