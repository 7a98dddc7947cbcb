"""The alarm about letters that could not be written, and the button that tries them again."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.notices.models import MailServerOutage, Notice
from parloir.notices.operations import enqueue_notice
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db

LIST = "admin:notices_notice_changelist"


@pytest.fixture
def administrator():
    return signed_in(make_staff(Role.ADMINISTRATOR, make_jail(), is_staff=True, is_superuser=True))


def notice_in(state: str) -> Notice:
    notice = enqueue_notice(
        "email_code", email="marker@example.org", language="en", now=NINE_ON_MONDAY, code="secret1"
    )
    sent_at = NINE_ON_MONDAY if state == Notice.State.SENT else None
    Notice.objects.filter(pk=notice.pk).update(
        state=state, sent_at=sent_at, tries=3, last_error="KeyError"
    )
    return notice


def test_alarm_stands_on_the_operators_page_only_while_a_letter_is_set_aside(administrator):
    assert "letters-set-aside" not in administrator.get("/admin/").content.decode()
    notice_in(Notice.State.ASIDE)
    page = administrator.get("/admin/").content.decode()
    assert "1 letter could not be written and is set aside" in page
    assert reverse(LIST) in page


def test_operators_page_says_while_the_mail_server_is_away(administrator, settings):
    settings.EMAIL_HOST = "mail.example.org"
    assert 'id="mail-waits"' not in administrator.get("/admin/").content.decode()
    MailServerOutage.objects.create(
        since=NINE_ON_MONDAY, next_try_at=NINE_ON_MONDAY, tries=1, last_error="gaierror"
    )
    notice_in(Notice.State.WAITING)
    page = administrator.get("/admin/").content.decode()
    assert "The mail server has not been reached for" in page
    assert "1 notice waits to be sent" in page


def test_list_shows_what_was_not_sent_without_addresses(administrator):
    unsent = [notice_in(state) for state in (Notice.State.ASIDE, Notice.State.FAILED)]
    others = [notice_in(state) for state in (Notice.State.WAITING, Notice.State.SENT)]
    pages = administrator.get(reverse(LIST)).content.decode()
    for notice in unsent:
        assert notice.public_id in pages
        pages += administrator.get(
            reverse("admin:notices_notice_change", args=[notice.pk])
        ).content.decode()
    assert not any(notice.public_id in pages for notice in others)
    assert "marker@example.org" not in pages
    assert "secret1" not in pages


def test_chosen_letters_are_tried_again(administrator):
    chosen, other = notice_in(Notice.State.ASIDE), notice_in(Notice.State.ASIDE)
    page = administrator.post(
        reverse(LIST), {"action": "try_these_again", "_selected_action": [chosen.pk]}, follow=True
    )
    assert "1 letter is tried again." in page.content.decode()
    chosen.refresh_from_db()
    other.refresh_from_db()
    assert (chosen.state, chosen.tries) == (Notice.State.WAITING, 0)
    assert other.state == Notice.State.ASIDE
