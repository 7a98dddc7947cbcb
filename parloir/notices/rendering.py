"""Renders each kind of notice as a mail.

Higher packages register a renderer for each of their kinds (in `AppConfig.ready`), so that this
package does not depend on bookings or people.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import utf8_charset_qp
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.encoding import punycode

from parloir.notices.models import Notice
from parloir.typed_text.email_addresses import is_deliverable


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Letter:
    """A mail's content. `template` means the files `notices/<template>.txt` and `.html`."""

    subject: str
    template: str
    context: Mapping[str, Any]
    attachments: tuple[Attachment, ...] = field(default=())
    stop_path: str = ""
    """The path at which a press stops letters of this kind. Mail programs offer it as a button."""


Renderer = Callable[[Mapping[str, Any]], Letter | None]
_renderers: dict[str, Renderer] = {}


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Register the decorated function as the renderer of a kind of notice.

    It receives the notice's params, `enqueued_at`, and `now`, which may be days later: the mail
    server may have been away. It returns None if the notice has lapsed.
    """

    def register(renderer: Renderer) -> Renderer:
        _renderers[kind] = renderer
        return renderer

    return register


def known_kinds() -> frozenset[str]:
    return frozenset(_renderers)


def mail_of(
    notice: Notice, *, sender: str, base_url: str, now: datetime
) -> EmailMultiAlternatives | None:
    """Return the notice's mail in its language, or None if the notice has lapsed."""
    known = {**notice.params, "enqueued_at": notice.created_at, "now": now}
    with translation.override(notice.language):
        letter = _renderers[notice.kind](known)
        if letter is None:
            return None
        if not is_deliverable(notice.email):
            raise ValueError("the address needs SMTPUTF8")
        context = {**letter.context, "base_url": base_url, "subject": letter.subject}
        stopping = {} if not letter.stop_path else _stopping_headers(base_url + letter.stop_path)
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=render_to_string(f"notices/{letter.template}.txt", context),
            from_email=sender,
            to=[notice.email],
            headers={
                "Message-ID": f"<{notice.public_id}@{domain_of(base_url)}>",
                "Content-Language": notice.language,
                "Auto-Submitted": "auto-generated",
                **stopping,
            },
        )
        # A server may take seven bits only (RFC 6152). Attachments of text follow this, too.
        mail.encoding = utf8_charset_qp
        mail.attach_alternative(
            render_to_string(f"notices/{letter.template}.html", context), "text/html"
        )
        for attachment in letter.attachments:
            mail.attach(attachment.name, attachment.content, attachment.mime_type)
        return mail


def domain_of(base_url: str) -> str:
    """Return the domain of Message-IDs (RFC 5322, 3.6.4): the host of the base address, whole.

    An address in numbers is a domain literal (RFC 5321, 4.1.3).
    """
    host = urlsplit(base_url).hostname or "localhost"
    try:
        address = ip_address(host)
    except ValueError:
        return punycode(host.rstrip("."))
    return f"[IPv6:{address}]" if isinstance(address, IPv6Address) else f"[{address}]"


def _stopping_headers(url: str) -> dict[str, str]:
    """Return the headers of a button in mail programs (RFC 2369, and RFC 8058 over TLS)."""
    headers = {"List-Unsubscribe": f"<{url}>"}
    if url.startswith("https:"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
