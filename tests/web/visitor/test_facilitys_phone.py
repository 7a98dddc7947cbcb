"""Everything that a visitor reads has the facility's phone number as they dial it."""

import pytest
from django.urls import reverse

from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.sanctions.models import Restriction
from parloir.scheduling.refusals import Refusal, Rule
from parloir.screens.ended import ended
from parloir.screens.monitor import RefusedPin, monitor_screen
from parloir.sides import Side
from parloir.visits.models import Admission
from parloir.web.signin_backend import BACKEND
from parloir.workflows.termination import terminate
from tests.factories.people import OFFICER, make_visitor
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

AT_HOME, ABROAD = "(816) 555-0100", "+1 816-555-0100"


@pytest.fixture
def mexican():
    return make_visitor(phone="+525512345678")


@pytest.fixture
def booking(jail, mexican):
    return make_booking(jail, visitor=mexican)


@pytest.fixture
def ended_visit(booking):
    visit = make_live(booking)
    terminate(
        visit=visit, ground="phone", conduct={Side.VISITOR}, note="", by=OFFICER, now=TEN_ON_MONDAY
    )
    visit.refresh_from_db()
    return visit


def test_monitor_and_room_say_whom_to_call_after_a_termination(ended_visit):
    calls = {
        one.side: ended(one).terminated.review
        for one in Admission.objects.filter(visit=ended_visit)
    }
    assert ABROAD in calls[Side.VISITOR]
    assert AT_HOME in calls[Side.INMATE]


def test_refused_pin_says_whom_to_call(booking):
    monitor = booking.monitor
    calls = {}
    for of in (booking, None):
        refused = RefusedPin(Refusal(Rule.NO_CONTACT), of)
        screen, _ = monitor_screen(monitor, refused=refused, now=TEN_ON_MONDAY)
        calls[of] = screen.refusal.text
    assert ABROAD in calls[booking]
    assert AT_HOME in calls[None]


def test_pages_and_mails_say_whom_to_call(client, jail, booking, ended_visit):
    client.force_login(booking.visitor.user, backend=BACKEND)
    restriction = Restriction.objects.get()
    pages = [
        "/",
        reverse("appeal_on_paper", args=[restriction.public_id]),
        reverse("visit_on_paper", args=[booking.public_id]),
        reverse("schedule_inmate", args=["onsite", jail.slug]) + "?q=Nobody",
    ]
    letter = mail_of(
        Notice.objects.get(kind="restricted"),
        sender="a@example.org",
        base_url="https://a.example",
        now=TEN_ON_MONDAY,
    )
    texts = [client.get(page).content.decode() for page in pages] + [str(letter.body)]
    assert [ABROAD in text and AT_HOME not in text for text in texts] == [True] * 5
