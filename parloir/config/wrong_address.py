"""What somebody reads who reached this server under an address that is not this site's."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parloir.api.middleware import PREFIX
from parloir.api.problems import UNREADABLE, Problem, problem_response

Send = Callable[[Any], Awaitable[None]]


async def refuse_page(scope: MutableMapping[str, Any], send: Send) -> None:
    """Answer 400: a problem for a program, a page in each language for a person."""
    if str(scope["path"]).startswith(PREFIX):
        answer = problem_response(Problem(UNREADABLE, _sentence()))
        kind, body = answer.headers["Content-Type"], answer.content
    else:
        kind, body = "text/html; charset=utf-8", _page().encode()
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"connection", b"close"),  # what the body has is not read
    ]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse_socket(receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    """Refuse a socket before it opens (403)."""
    await receive()
    await send({"type": "websocket.close"})


def _page() -> SafeString:
    paragraphs = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            paragraphs.append(
                (language, _("This is not the address of the site."), _("Please open this one:"))
            )
    return format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>{}</title>{}',
        paragraphs[0][0],
        paragraphs[0][1],
        format_html_join(
            "\n",
            '<div lang="{}"><h1>{}</h1><p>{} <a href="{}/">{}/</a></p></div>',
            ((*one, settings.BASE_URL, settings.BASE_URL) for one in paragraphs),
        ),
    )


def _sentence() -> str:
    not_here, go_to = _("This is not the address of the site."), _("Go to")
    return f"{not_here} {go_to} {settings.BASE_URL}/"
