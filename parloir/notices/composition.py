"""The common layout of all letters, so that each kind has only its own texts."""

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
    stop: tuple[str, str] | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Letter:
    """Return a letter. `code` is a label and digits, `action` the text and path of a link.

    `stop` is the text and path of a link by which the person wants no more such letters. A line
    break in the subject becomes a space: names of before the rule for names may have one, and no
    mail can have a subject of two lines.
    """
    return Letter(
        subject=" ".join(subject.split()),
        template="letter",
        context={
            "paragraphs": paragraphs,
            "code": code,
            "facts": facts,
            "lists": lists,
            "action": action,
            "closing": closing,
            "stop": stop,
        },
        attachments=attachments,
        stop_path=stop[1] if stop else "",
    )
