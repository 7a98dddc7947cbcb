"""The outbox against a real SMTP server."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction
from django.utils.translation import get_language

from parloir.audit.models import AuditEvent
from parloir.liveness.readiness import notice_for_staff, readiness
from parloir.notices import rendering
from parloir.notices.composition import compose
from parloir.notices.models import Notice
from parloir.notices.operations import (
    BATCH,
    TRIES,
    count_set_aside,
    deliver_due_notices,
    enqueue_notice,
    mail_is_configured,
    try_again,
)
from parloir.notices.rendering import Attachment, Letter, domain_of, known_kinds, renders
from tests.factories.moments import SECOND
from tests.factories.people import OFFICER
from tests.notices.mail_server import Postbox, start_mail_server

pytestmark = pytest.mark.django_db

ACCENTS = "Mañana, señora Núñez"
MARIA, RUTH = "maria@example.org", "ruth@example.org"
SENT, WAITING, FAILED = Notice.State.SENT, Notice.State.WAITING, Notice.State.FAILED
ASIDE = Notice.State.ASIDE


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
    renders("accents")(
        lambda params: Letter(
            subject=ACCENTS, template="letter",
            context={"paragraphs": [ACCENTS], "facts": [], "lists": [], "closing": []},
            attachments=(Attachment("visit.ics", ACCENTS.encode(), "text/calendar"),),
        )
    )  # fmt: skip
    renders("lapsed")(lambda params: None)
    renders("broken")(lambda params: letter(params["nobody gave this"]))
    renders("two lines")(lambda params: letter("One\nBcc: eve@example.org"))
    renders("half a sign")(lambda params: letter("One \ud800"))


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
def test_a_mail_is_in_the_persons_language_and_has_text_and_html(postbox, now, language, settings):
    settings.BASE_URL = "https://visits.example.org"
    notice = greet(now, language=language)
    deliver_due_notices(now=now)
    (mail,) = postbox.messages
    assert mail["Subject"] == f"{language} reference"
    assert mail["Content-Language"] == language
    assert mail["Message-ID"] == f"<{notice.public_id}@visits.example.org>"
    parts = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert parts == ["text/plain", "text/html"]
    assert get_language() == "en"


def test_a_mail_needs_a_server_that_takes_seven_bits_only(postbox, now):
    """RFC 6152: eight bits go only to a server that offers 8BITMIME."""
    greet(now, language="es", kind="accents")
    deliver_due_notices(now=now)
    (mail,) = postbox.messages
    parts = [part for part in mail.walk() if not part.is_multipart()]
    assert [part["Content-Transfer-Encoding"] for part in parts] == ["quoted-printable"] * 3
    assert all(part.get_payload().isascii() for part in parts)
    assert all(ACCENTS in part.get_payload(decode=True).decode() for part in parts)


@pytest.mark.parametrize(("email", "state"), [
    ("josé@example.org", ASIDE),
    ("maria@exämple.org", SENT),  # it has an ASCII form
])  # fmt: skip
def test_an_address_that_needs_more_than_ascii_is_set_aside(postbox, now, email, state):
    notice = greet(now, email=email)
    deliver_due_notices(now=now)
    assert state_of(notice)[0] == state
    assert all(address.isascii() for address in postbox.addresses())


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
    assert (state_of(broken)[0], state_of(sent)[0]) == (ASIDE, SENT)


@pytest.mark.parametrize("kind", ["broken", "two lines", "half a sign", "unknown kind"])
def test_a_letter_that_cannot_be_written_is_set_aside_at_once_and_counted(postbox, now, kind):
    notice = greet(now, kind=kind)
    deliver_due_notices(now=now)
    assert state_of(notice)[:2] == (ASIDE, 1)
    assert deliver_due_notices(now=now + timedelta(days=9)) == 0
    assert state_of(notice)[:2] == (ASIDE, 1)
    assert count_set_aside() == 1
    letters = next(part for part in readiness(now=now) if part.name == "letters")
    assert (letters.is_well, letters.is_needed) == (False, False)
    assert letters.sentence.startswith("1 letter could not be written and is set aside")
    assert notice_for_staff(now=now) != letters.sentence


@pytest.mark.parametrize("trouble", [OperationalError("away"), OSError("away")])
def test_a_letter_that_lacks_its_database_or_a_file_is_tried_again(postbox, now, trouble):
    def fails(params):
        raise trouble

    renders("away")(fails)
    notice = greet(now, kind="away")
    deliver_due_notices(now=now)
    assert state_of(notice) == (WAITING, 1, type(trouble).__name__)
    renders("away")(lambda params: None)
    deliver_due_notices(now=now + 30 * SECOND)
    assert state_of(notice)[0] == SENT


def test_what_was_set_aside_is_sent_once_it_is_mended_and_somebody_says_so(postbox, now):
    notice = greet(now, kind="broken")
    deliver_due_notices(now=now)
    renders("broken")(lambda params: Letter("Mended", "letter", {}))
    later = now + timedelta(days=1)
    assert deliver_due_notices(now=later) == 0
    assert try_again(notice=notice, by=OFFICER, now=later)
    assert not try_again(notice=notice, by=OFFICER, now=later)
    assert deliver_due_notices(now=later) == 1
    assert state_of(notice) == (SENT, 1, "")
    assert not try_again(notice=notice, by=OFFICER, now=later)
    assert AuditEvent.objects.filter(action="try_notice_again").count() == 1


def test_why_a_letter_is_set_aside_is_logged_without_its_words(postbox, now, caplog):
    notice = greet(now, kind="two lines")
    with caplog.at_level(logging.DEBUG, logger="parloir"):
        deliver_due_notices(now=now)
    assert notice.public_id in caplog.text
    assert "eve@example.org" not in caplog.text
    assert MARIA not in caplog.text
    assert state_of(notice)[2] == "BadHeaderError"


@pytest.mark.parametrize(
    ("base_url", "domain"),
    [
        ("https://visits.example.org", "visits.example.org"),
        ("https://Visits.Example.org:8443/", "visits.example.org"),
        ("https://visitas.m\u00fcnchen.example", "visitas.xn--mnchen-3ya.example"),
        ("https://192.0.2.7:8000", "[192.0.2.7]"),
        ("https://[2001:db8::7]", "[IPv6:2001:db8::7]"),
        ("http://localhost:8000", "localhost"),
    ],
)
def test_message_ids_have_the_domain_of_the_base_address(base_url, domain):
    assert domain_of(base_url) == domain


@pytest.mark.parametrize(("scheme", "by_post"), [("https", True), ("http", False)])
def test_a_letter_that_can_be_stopped_says_so_to_mail_programs(
    postbox, now, settings, scheme, by_post
):
    settings.BASE_URL = f"{scheme}://visits.example.org"
    renders("stoppable")(
        lambda params: compose(subject="Hello", paragraphs=["Hello."], stop=("Stop", "/stop/1/"))
    )
    greet(now, kind="stoppable")
    deliver_due_notices(now=now)
    (mail,) = postbox.messages
    assert mail["List-Unsubscribe"] == f"<{scheme}://visits.example.org/stop/1/>"
    assert mail["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if by_post else None)
    for part in mail.walk():
        if not part.is_multipart():
            words = part.get_payload(decode=True).decode()
            assert f"{scheme}://visits.example.org/stop/1/" in words


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
