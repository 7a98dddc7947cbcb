"""While the mail server cannot be reached, letters wait. None is given up, and few are tried."""

import logging
import socket
from datetime import timedelta

import pytest
from django.core.mail.backends.smtp import EmailBackend

from parloir.liveness.readiness import readiness
from parloir.notices import rendering
from parloir.notices.mail_server import LONGEST_RETRY, outage
from parloir.notices.models import MailServerOutage, Notice
from parloir.notices.operations import (
    BATCH,
    TRIES,
    deliver_due_notices,
    enqueue_notice,
    next_notice_at,
)
from parloir.notices.rendering import Letter, renders
from tests.factories.moments import SECOND
from tests.notices.mail_server import Postbox, start_mail_server

pytestmark = pytest.mark.django_db

MARIA, RUTH = "maria@example.org", "ruth@example.org"
SENT, WAITING = Notice.State.SENT, Notice.State.WAITING
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def letters(monkeypatch):
    """Register a kind of notice that exists only in these tests."""
    monkeypatch.setattr(rendering, "_renderers", dict(rendering._renderers))
    words = {"paragraphs": ["Hello."], "facts": [], "lists": [], "closing": []}
    renders("greeting")(lambda params: Letter("Hello", "letter", words))


@pytest.fixture
def nobody_listens(settings):
    """Use a port of this machine that is taken, and at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.getsockname()[1]
        yield


@pytest.fixture
def postbox():
    box = Postbox()
    server = start_mail_server(box)
    box.port = server.port
    yield box
    server.stop()


@pytest.fixture
def comes_back(settings, postbox):
    """Return a function after which the mail server answers."""

    def answers():
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postbox.port

    return answers


def greet(now, email=MARIA) -> Notice:
    return enqueue_notice("greeting", email=email, language="en", now=now)


def state_of(notice) -> tuple[str, int, str]:
    notice.refresh_from_db()
    return notice.state, notice.tries, notice.last_error


def mail_part(now):
    return next(part for part in readiness(now=now) if part.name == "mail")


def try_until(end, *, now) -> int:
    """Deliver whenever something is due, as the worker does. Return how often that was."""
    times = 0
    while now < end:
        deliver_due_notices(now=now)
        times += 1
        now = max(next_notice_at(now=now), now + SECOND)
    return times


def test_no_letter_is_given_up_while_nobody_answers(nobody_listens, comes_back, postbox, now):
    first, second = greet(now), greet(now, RUTH)
    tried = try_until(now + 5 * DAY, now=now)
    assert tried <= 5 * DAY / LONGEST_RETRY + 5
    assert [state_of(one) for one in (first, second)] == [(WAITING, 0, "")] * 2

    comes_back()
    assert deliver_due_notices(now=now + 5 * DAY + LONGEST_RETRY) == 2
    assert postbox.addresses() == [MARIA, RUTH]
    assert outage() is None


def test_many_letters_are_one_try(nobody_listens, now):
    for _ in range(BATCH + 1):
        greet(now)
    deliver_due_notices(now=now)
    assert outage().tries == 1
    greet(now + SECOND)
    deliver_due_notices(now=now + SECOND)
    assert outage().tries == 1
    assert next_notice_at(now=now + SECOND) == now + 30 * SECOND


def test_waits_grow_to_five_minutes(nobody_listens, now):
    greet(now)
    waits, at = [], now
    for _ in range(6):
        deliver_due_notices(now=at)
        assert deliver_due_notices(now=outage().next_try_at - SECOND) == 0
        waits.append((outage().next_try_at - at).total_seconds())
        at = outage().next_try_at
    assert waits == [30, 60, 120, 240, 300, 300]
    assert outage().since == now


def test_a_name_that_is_not_found_is_no_try_of_a_letter(settings, now):
    settings.EMAIL_HOST = "mail.invalid"
    notice = greet(now)
    assert deliver_due_notices(now=now) == 0
    assert state_of(notice) == (WAITING, 0, "")
    assert outage().last_error == "gaierror"


def test_a_server_that_accepts_nobody_is_no_try_of_a_letter(settings, postbox, comes_back, now):
    """A password that has changed is no refusal of a letter."""
    comes_back()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "parloir", "wrong"
    notice = greet(now)
    assert deliver_due_notices(now=now) == 0
    assert state_of(notice) == (WAITING, 0, "")
    assert outage().tries == 1


def test_a_refusal_by_a_server_that_answers_still_counts(comes_back, postbox, now):
    comes_back()
    postbox.refuse[MARIA] = "550 No such mailbox"
    notice = greet(now)
    Notice.objects.update(tries=TRIES - 1)
    deliver_due_notices(now=now)
    assert state_of(notice) == (Notice.State.FAILED, TRIES, "SMTPDataError")
    assert outage() is None


def test_a_server_that_goes_away_between_two_letters(comes_back, postbox, now, monkeypatch):
    """The second letter is not offered to anybody, so it loses no try."""
    cut_off, second = greet(now), greet(now, RUTH)
    comes_back()
    postbox.hang_up_on.add(MARIA)
    really_open, opened = EmailBackend.open, []

    def open_once(backend):
        if backend.connection is None and opened:
            raise ConnectionRefusedError
        opened.append(backend)
        return really_open(backend)

    monkeypatch.setattr(EmailBackend, "open", open_once)
    assert deliver_due_notices(now=now) == 0
    assert state_of(cut_off)[:2] == (WAITING, 1)
    assert state_of(second) == (WAITING, 0, "")
    assert outage().tries == 1


def test_there_is_one_outage(nobody_listens, now):
    greet(now)
    deliver_due_notices(now=now)
    deliver_due_notices(now=now + DAY)
    assert MailServerOutage.objects.count() == 1
    assert (outage().since, outage().tries) == (now, 2)


def test_operators_read_since_when_and_how_much_mail_waits(nobody_listens, now):
    assert mail_part(now).is_well
    greet(now)
    greet(now)
    deliver_due_notices(now=now)
    said = mail_part(now + timedelta(hours=3))
    assert (said.is_well, said.is_needed) == (False, False)
    assert said.sentence == (
        "The mail server has not been reached for 3 hours: 2 notices wait to be sent. Nothing is "
        "lost; it is tried every five minutes."
    )
    assert mail_part(now + SECOND).sentence.startswith(
        "The mail server has not been reached for 1 minute:"
    )


def test_outage_is_logged_without_an_address(nobody_listens, comes_back, now, caplog):
    greet(now)
    with caplog.at_level(logging.DEBUG, logger="parloir"):
        deliver_due_notices(now=now)
        comes_back()
        deliver_due_notices(now=now + DAY)
    assert [record.message for record in caplog.records if record.name.startswith("parloir")] == [
        "The mail server cannot be reached (ConnectionRefusedError); letters wait",
        "The mail server is reached again",
    ]
