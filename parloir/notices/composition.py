"""The one shape that all our letters have, so that each kind says only its own words."""

from collections.abc import Sequence

from parloir.notices.rendering import Attachment, Letter


def compose(
    *,
    subject: str,
    paragraphs: Sequence[str],
    code: tuple[str, str] | None = None,
    facts: Sequence[tuple[str, str]] = (),
    lists: Sequence[tuple[str, Sequence[str]]] = (),
    action: tuple[str, str] | None = None,
    closing: Sequence[str] = (),
    attachments: tuple[Attachment, ...] = (),
) -> Letter:
    """`code` is what it is called and its digits, `action` the words and the path of a link."""
    return Letter(
        subject=subject,
        template="letter",
        context={
            "paragraphs": paragraphs,
            "code": code,
            "facts": facts,
            "lists": lists,
            "action": action,
            "closing": closing,
        },
        attachments=attachments,
    )
