"""How each kind of notice becomes a mail.

The packages above register a renderer for the kinds that they write (in `AppConfig.ready`),
so that this package knows nothing of bookings or people.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from parloir.notices.models import Notice


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Letter:
    """`template` names two files: `notices/<template>.txt` and `.html`, with this context."""

    subject: str
    template: str
    context: Mapping[str, Any]
    attachments: tuple[Attachment, ...] = field(default=())


Renderer = Callable[[Mapping[str, Any]], Letter | None]
_renderers: dict[str, Renderer] = {}


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Register a renderer. It returns None where there is no longer anything to tell.

    It is given what was told, and `enqueued_at`, the moment in which it was.
    """

    def register(renderer: Renderer) -> Renderer:
        _renderers[kind] = renderer
        return renderer

    return register


def known_kinds() -> frozenset[str]:
    return frozenset(_renderers)


def mail_of(notice: Notice, *, sender: str, base_url: str) -> EmailMultiAlternatives | None:
    """The mail of this notice in its person's language, or None where it has lapsed."""
    with translation.override(notice.language):
        letter = _renderers[notice.kind]({**notice.params, "enqueued_at": notice.created_at})
        if letter is None:
            return None
        context = {**letter.context, "base_url": base_url, "subject": letter.subject}
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=render_to_string(f"notices/{letter.template}.txt", context),
            from_email=sender,
            to=[notice.email],
            headers={
                "Message-ID": f"<{notice.public_id}@parloir>",
                "Content-Language": notice.language,
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(
            render_to_string(f"notices/{letter.template}.html", context), "text/html"
        )
        for attachment in letter.attachments:
            mail.attach(attachment.name, attachment.content, attachment.mime_type)
        return mail
