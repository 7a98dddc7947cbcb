"""The demo's mailbox, with the mails that its mail server has taken. It exists only there."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

NAME = re.compile(r"[0-9]{1,20}-[0-9a-f]{1,32}\.eml")
MOST_LISTED = 200
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Mail:
    name: str
    to: str
    subject: str
    sent_at: datetime | None
    message: EmailMessage

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""

    @property
    def attachments(self) -> list[str]:
        return [part.get_filename("") for part in self.message.iter_attachments()]


def demo_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, **kwargs)

    return guarded


@never_cache
@require_safe
@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the mails, newest first; `?to=` an address selects the mails to it."""
    wanted = request.GET.get("to", "").strip().lower()
    folder = Path(settings.MAILBOX_DIR)
    names = sorted(file.name for file in folder.glob("*.eml") if NAME.fullmatch(file.name))
    mails = []
    for name in reversed(names):
        mail = _read(name)
        if not wanted or wanted in mail.to.lower():
            mails.append(mail)
        if len(mails) == MOST_LISTED:
            break
    return render(request, "ops/mailbox.html", {"mails": mails, "wanted": wanted})


@never_cache
@require_safe
@demo_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "ops/mail.html", {"mail": _read(name)})


@never_cache
@require_safe
@demo_only
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part, for a frame without scripts. Its links open in the whole window."""
    html = _read(name).html
    if not html:
        raise Http404
    framed = re.sub(r"(<head[^>]*>)", r'\1<base target="_top">', html, count=1)
    return HttpResponse(framed, headers={"Content-Security-Policy": FRAME_POLICY})


@never_cache
@require_safe
@demo_only
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    parts = list(_read(name).message.iter_attachments())
    if number >= len(parts):
        raise Http404
    part = parts[number]
    content = part.get_payload(decode=True)
    answer = HttpResponse(content, content_type=part.get_content_type())
    file_name = re.sub(r"[^A-Za-z0-9._-]", "_", part.get_filename("attachment"))
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def _read(name: str) -> Mail:
    file = Path(settings.MAILBOX_DIR) / name
    if not NAME.fullmatch(name) or not file.is_file():
        raise Http404
    with file.open("rb") as source:
        message = BytesParser(policy=policy.default).parse(source)
    return Mail(
        name=name,
        to=str(message.get("X-Envelope-To", message.get("To", ""))),
        subject=str(message.get("Subject", "")),
        sent_at=_date_of(message),
        message=message,
    )


def _date_of(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", "")))
    except ValueError:
        return None
