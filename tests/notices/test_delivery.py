"""The outbox against a real SMTP server."""

import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils.translation import get_language

from parloir.notices import rendering
from parloir.notices.models import Notice
from parloir.notices.operations import (
    BATCH,
    TRIES,
    deliver_due_notices,
    enqueue_notice,
    mail_is_configured,
)
from parloir.notices.rendering import Letter, known_kinds, renders
from tests.factories.moments import SECOND
from tests.notices.mail_server import Postbox, start_mail_server

pytestmark = pytest.mark.django_db

MARIA, RUTH = "maria@example.org", "ruth@example.org"
SENT, WAITING, FAILED = Notice.State.SENT, Notice.State.WAITING, Notice.State.FAILED


@pytest.fixture
def postbox(settings):
    box = Postbox()
    server = start_mail_server(box)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield box
    server.stop()


@pytest.fixture(autouse=True)
def letters(monkeypatch):
    """Register kinds of notices that exist only in these tests."""
    monkeypatch.setattr(rendering, "_renderers", dict(rendering._renderers))

    def letter(subject: str) -> Letter:
        words = {"paragraphs": ["Hello."], "facts": [], "lists": [], "closing": []}
        return Letter(subject=subject, template="letter", context=words)

    renders("greeting")(lambda params: letter(f"{get_language()} {params['name']}"))
    renders("lapsed")(lambda params: None)
    renders("broken")(lambda params: letter(params["nobody gave this"]))
    renders("two lines")(lambda params: letter("One\nBcc: eve@example.org"))


def greet(now, email=MARIA, language="en", kind="greeting") -> Notice:
    return enqueue_notice(kind, email=email, language=language, now=now, name="reference")


def state_of(notice) -> tuple[str, int, str]:
    notice.refresh_from_db()
    return notice.state, notice.tries, notice.last_error


def test_a_notice_is_delivered_once(postbox, now):
    notice = greet(now)
    assert deliver_due_notices(now=now) == 1
    assert deliver_due_notices(now=now + timedelta(days=1)) == 0
    assert postbox.addresses() == [MARIA]
    assert state_of(notice) == (SENT, 1, "")
    assert notice.sent_at == now


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_mail_is_in_the_persons_language_and_has_text_and_html(postbox, now, language):
    notice = greet(now, language=language)
    deliver_due_notices(now=now)
    (mail,) = postbox.messages
    assert mail["Subject"] == f"{language} reference"
    assert mail["Content-Language"] == language
    assert mail["Message-ID"] == f"<{notice.public_id}@parloir>"
    parts = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert parts == ["text/plain", "text/html"]
    assert get_language() == "en"


def test_a_notice_that_has_lapsed_is_not_sent_and_not_tried_again(postbox, now):
    notice = greet(now, kind="lapsed")
    deliver_due_notices(now=now)
    assert postbox.messages == []
    assert state_of(notice) == (SENT, 1, "lapsed")


def test_a_notice_of_a_transaction_that_is_rolled_back_is_not_sent(postbox, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        greet(now)
        raise ZeroDivisionError
    assert deliver_due_notices(now=now) == 0
    assert postbox.messages == []


def test_the_oldest_are_sent_first_and_a_batch_at_a_time(postbox, now):
    emails = [f"person{number}@example.org" for number in range(BATCH + 1)]
    for number, email in reversed(list(enumerate(emails))):
        greet(now + number * SECOND, email=email)
    later = now + 60 * SECOND
    assert deliver_due_notices(now=later) == BATCH
    assert postbox.addresses() == emails[:BATCH]
    assert deliver_due_notices(now=later) == 1
    assert postbox.addresses() == emails


def test_without_a_server_in_the_settings_notices_wait(settings, now):
    settings.EMAIL_HOST = ""
    notice = greet(now)
    assert not mail_is_configured()
    assert deliver_due_notices(now=now) == 0
    assert state_of(notice) == (WAITING, 0, "")


@pytest.mark.parametrize("reply", ["451 Try later", "550 No such mailbox"])
def test_a_refused_notice_is_tried_again_after_growing_waits(postbox, now, reply):
    postbox.refuse[MARIA] = reply
    notice = greet(now)
    waits = []
    for _ in range(9):
        at = Notice.objects.get().next_try_at
        assert deliver_due_notices(now=at - SECOND) == 0
        before = Notice.objects.get().tries
        deliver_due_notices(now=at)
        fresh = Notice.objects.get()
        assert fresh.tries == before + 1
        waits.append((fresh.next_try_at - at).total_seconds())
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    postbox.refuse.clear()
    deliver_due_notices(now=Notice.objects.get().next_try_at)
    assert state_of(notice) == (SENT, 10, "")
    assert postbox.addresses() == [MARIA]


def test_a_notice_is_given_up_after_its_last_try(postbox, now):
    postbox.refuse[MARIA] = "550 No such mailbox"
    notice = greet(now)
    Notice.objects.update(tries=TRIES - 2)
    deliver_due_notices(now=now)
    assert state_of(notice) == (WAITING, TRIES - 1, "SMTPDataError")
    deliver_due_notices(now=now + timedelta(days=3))
    assert state_of(notice) == (FAILED, TRIES, "SMTPDataError")
    postbox.refuse.clear()
    assert deliver_due_notices(now=now + timedelta(days=9)) == 0


def test_an_address_that_is_refused_holds_up_no_other(postbox, now):
    postbox.refuse[MARIA] = "550 No such mailbox"
    refused, sent = greet(now, MARIA), greet(now, RUTH)
    assert deliver_due_notices(now=now) == 1
    assert postbox.addresses() == [RUTH]
    assert (state_of(refused)[0], state_of(sent)[0]) == (WAITING, SENT)


def test_a_server_that_hangs_up_holds_up_no_other(postbox, now):
    postbox.hang_up_on.add(MARIA)
    cut_off, sent = greet(now, MARIA), greet(now, RUTH)
    assert deliver_due_notices(now=now) == 1
    assert (state_of(cut_off)[0], state_of(sent)[0]) == (WAITING, SENT)


@pytest.mark.parametrize("kind", ["broken", "two lines", "unknown kind"])
def test_a_letter_that_cannot_be_written_holds_up_no_other(postbox, now, kind):
    broken, sent = greet(now, MARIA, kind=kind), greet(now, RUTH)
    assert deliver_due_notices(now=now) == 1
    assert postbox.addresses() == [RUTH]
    assert (state_of(broken)[0], state_of(sent)[0]) == (WAITING, SENT)


def test_where_nobody_listens_one_is_tried_and_the_rest_stay_due(settings, now):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.getsockname()[1]
        first, second = greet(now), greet(now)
        assert deliver_due_notices(now=now) == 0
    assert state_of(first) == (WAITING, 1, "ConnectionRefusedError")
    assert state_of(second) == (WAITING, 0, "")


def test_a_failure_is_logged_without_address_or_words(postbox, now, caplog):
    postbox.refuse[MARIA] = f"550 No mailbox {MARIA}"
    notice = greet(now)
    with caplog.at_level(logging.DEBUG, logger="parloir"):
        deliver_due_notices(now=now)
    assert [record.message for record in caplog.records if record.name.startswith("parloir")] == [
        f"Notice {notice.public_id} could not be sent: SMTPDataError"
    ]
    assert MARIA not in Notice.objects.get().last_error


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_deliver_each_notice_once(postbox, now):
    emails = [f"person{number}@example.org" for number in range(10)]
    for email in emails:
        greet(now, email=email)
    barrier = Barrier(2)

    def work(_):
        try:
            barrier.wait()
            return deliver_due_notices(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(work, range(2)))
    assert sum(sent) == 10
    assert sorted(postbox.addresses()) == sorted(emails)


def test_every_kind_that_is_told_has_its_letter():
    told = {
        "already_registered", "booking_cancelled", "booking_confirmed", "email_code",
        "identity_approved", "identity_refused", "restricted", "review_decided", "under_review",
        "visit_not_held", "visit_terminated",
    }  # fmt: skip
    assert told <= known_kinds()
