""" "That is not what happened", as a visitor says it on the page of the visit."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from parloir.disputes.models import MOST_STATEMENTS, Dispute, Statement
from parloir.ledger.settling import settle_due
from parloir.scheduling.wall_time import end_of_day
from tests.disputes.scene import SOON, WORDS, decide, dispute, inmate_of, make_settled
from tests.factories.moments import MINUTE, MONDAY, SECOND
from tests.factories.people import make_visitor
from tests.ledger.test_settling import END, make_over


@pytest.fixture
def visit(jail):
    return make_settled(jail)


@pytest.fixture
def page_of(client, visit):
    """Return a function that asks for a page of the visit, as its visitor, some minutes later."""

    def ask(name="my_visit", send=None, *, now=SOON, follow=False):
        address = reverse(name, args=[visit.booking.public_id])
        with time_machine.travel(now, tick=False):
            client.force_login(visit.booking.visitor.user)
            if send is None:
                return client.get(address, follow=follow)
            return client.post(address, send, follow=follow)

    return ask


def text_of(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def links_to_dispute(answer, visit) -> bool:
    return reverse("dispute_visit", args=[visit.booking.public_id]) in answer.content.decode()


def test_visitor_writes_and_reads_what_goes_on(page_of, visit):
    page = page_of()
    assert links_to_dispute(page, visit)
    assert "You can say so until and including Monday, 25 May 2026." in text_of(page)

    after = page_of("dispute_visit", {"text": WORDS}, follow=True)
    assert "A person reads it and decides." in text_of(after)
    assert WORDS in text_of(after)
    assert "In review since Monday, 11 May" in text_of(after)

    decide(Dispute.objects.get(), Dispute.Decision.FACILITY, reason="The station was off.")
    decided = text_of(page_of())
    assert "This visit failed through the facility." in decided
    assert "A person has looked at this visit and decided this." in decided
    assert "The record was changed." in decided
    assert "The station was off." in decided
    assert not links_to_dispute(page_of(), visit)


def test_form_that_is_sent_twice_is_one_case_with_its_words_once(page_of):
    for _ in range(2):
        assert page_of("dispute_visit", {"text": WORDS}).status_code == 302
    assert Statement.objects.get().text == WORDS


def test_empty_form_is_not_sent(page_of):
    page = page_of("dispute_visit", {"text": " "})
    assert page.status_code == 422
    assert "Write what happened." in text_of(page)
    assert not Dispute.objects.exists()


def test_other_side_of_the_case_reads_that_it_is_in_review_but_no_words(page_of, visit):
    dispute(visit, by=inmate_of(visit), text="The other one was drunk.")
    page = page_of()
    assert "In review since" in text_of(page)
    assert "drunk" not in text_of(page)
    assert "Add something" in text_of(page)


def test_what_was_typed_stays_when_it_is_decided_meanwhile(page_of, visit):
    decide(dispute(visit), Dispute.Decision.STANDS)
    page = page_of("dispute_visit", {"text": "One more thing."})
    assert page.status_code == 422
    assert "That happens once for each visit." in text_of(page)
    assert "One more thing." in page.content.decode()
    assert Statement.objects.count() == 1


def test_what_was_typed_stays_when_there_is_no_room_for_more(page_of, visit):
    for number in range(MOST_STATEMENTS):
        dispute(visit, text=f"Something {number}.")
    page = page_of("dispute_visit", {"text": "One more thing."})
    assert (page.status_code, "One more thing." in page.content.decode()) == (422, True)
    assert "as much as we can keep" in text_of(page)
    assert not links_to_dispute(page_of(), visit)


def test_after_the_fourteenth_day_it_is_too_late(page_of, visit):
    midnight = end_of_day(MONDAY.replace(day=25), visit.facility.zone)
    assert links_to_dispute(page_of(now=midnight - SECOND), visit)
    assert not links_to_dispute(page_of(now=midnight), visit)
    assert "was Monday, 25 May 2026" in text_of(page_of("dispute_visit", now=midnight, follow=True))
    page = page_of("dispute_visit", {"text": WORDS}, now=midnight)
    assert (page.status_code, WORDS in page.content.decode()) == (422, True)
    assert not Dispute.objects.exists()
    assert page_of("dispute_visit", {"text": WORDS}, now=midnight - SECOND).status_code == 302


def test_somebody_elses_visit_is_unknown(client, visit):
    client.force_login(make_visitor().user)
    address = reverse("dispute_visit", args=[visit.booking.public_id])
    with time_machine.travel(SOON, tick=False):
        assert client.get(address).status_code == 404
        assert client.post(address, {"text": WORDS}).status_code == 404
    assert not Dispute.objects.exists()


def test_visit_that_is_not_settled_yet_says_when_to_come_back(client, jail):
    visit = make_over(jail)
    client.force_login(visit.booking.visitor.user)
    with time_machine.travel(END + 10 * SECOND, tick=False):
        page = client.get(reverse("dispute_visit", args=[visit.booking.public_id]), follow=True)
        assert "Come back in some minutes." in text_of(page)
        assert not links_to_dispute(page, visit)
    settle_due(now=END + MINUTE)
    with time_machine.travel(SOON, tick=False):
        page = client.get(reverse("my_visit", args=[visit.booking.public_id]))
        assert links_to_dispute(page, visit)
