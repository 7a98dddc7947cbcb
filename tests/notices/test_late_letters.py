"""Letters that could only be written late: what counts no more is not sent."""

from datetime import timedelta

import pytest

from parloir.credentials.codes import CODE_LIVES
from parloir.credentials.links import LINK_LIVES, send_first_link, send_link
from parloir.credentials.resets import ask_for_new_password
from parloir.facts.closures import close_time
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.people.registration import begin_registration
from tests.factories.moments import SECOND, TUESDAY, at
from tests.factories.people import OPERATOR, UserFactory
from tests.factories.places import make_jail
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

MARIA = "maria@example.org"
WHO = {"email": MARIA, "client_address": "192.0.2.1", "language": "en"}
DAY = timedelta(days=1)


def letter(now):
    return mail_of(Notice.objects.get(), sender="a@example.org", base_url="https://x.test", now=now)


@pytest.mark.parametrize("is_registered", [True, False])
def test_a_code_is_sent_while_it_counts(now, is_registered):
    if is_registered:
        UserFactory(email=MARIA)
        ask_for_new_password(**WHO, now=now)
    else:
        begin_registration(**WHO, now=now)
    assert letter(now + CODE_LIVES - SECOND) is not None
    assert letter(now + CODE_LIVES) is None


def test_a_link_is_sent_while_it_counts(now):
    UserFactory(email=MARIA)
    send_link("password_link", email=MARIA, now=now)
    assert letter(now + LINK_LIVES - SECOND) is not None
    assert letter(now + LINK_LIVES) is None


def test_a_new_administrator_is_told_after_days_too(now):
    """The letter says how to get another link."""
    send_first_link(user=UserFactory(email=MARIA), by=OPERATOR, now=now)
    assert "If it has expired, press" in " ".join(letter(now + 3 * DAY).body.split())


def test_a_letter_offers_times_that_are_free_when_it_is_sent(now):
    jail = make_jail()
    make_booking(jail, starts_at=at(TUESDAY, 10))
    close_time(
        facility=jail, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 19),
        reason="Count", by=OPERATOR, now=now,
    )  # fmt: skip
    Notice.objects.exclude(kind="booking_displaced").delete()
    moments = (now, now + 3 * DAY)
    offered = [letter(one).body.partition("Times that are free now")[2] for one in moments]
    assert ["Wednesday, 13 May" in times for times in offered] == [True, False]
    assert ["Friday, 15 May" in times for times in offered] == [True, True]
