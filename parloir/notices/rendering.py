"""Renders each kind of notice as a mail.

Higher packages register a renderer for each of their kinds (in `AppConfig.ready`), so that this
package does not depend on bookings or people.
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
    """A mail's content. `template` means the files `notices/<template>.txt` and `.html`."""

    subject: str
    template: str
    context: Mapping[str, Any]
    attachments: tuple[Attachment, ...] = field(default=())


Renderer = Callable[[Mapping[str, Any]], Letter | None]
_renderers: dict[str, Renderer] = {}


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Register the decorated function as the renderer of a kind of notice.

    It receives the notice's params and `enqueued_at`. It returns None if the notice has lapsed.
    """

    def register(renderer: Renderer) -> Renderer:
        _renderers[kind] = renderer
        return renderer

    return register


def known_kinds() -> frozenset[str]:
    return frozenset(_renderers)


def mail_of(notice: Notice, *, sender: str, base_url: str) -> EmailMultiAlternatives | None:
    """Return the notice's mail in its language, or None if the notice has lapsed."""
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
