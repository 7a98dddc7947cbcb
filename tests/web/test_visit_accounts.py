"""Visitor and staff read the same account, with the same numbers."""

import html

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import translation

from parloir.accounts.models import Role, User
from parloir.disputes.models import Dispute
from parloir.ledger.account import Cause, Fault, Source
from parloir.ledger.models import Bucket, Interruption, SettledAccount
from parloir.ledger.settling import settle_due
from parloir.ledger.wording import account_in_words, account_of_booking, say_verdict
from tests.disputes.scene import decide, dispute
from tests.factories.moments import MINUTE
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in
from tests.factories.visits import TEN_ON_MONDAY, make_booking
from tests.ledger.accounts import ALL_WELL, NOTHING
from tests.ledger.test_settling import END, make_over

pytestmark = pytest.mark.django_db


Decision = Dispute.Decision
LINK_LOST = "the connection for sound and picture was lost"


def settled(*, visitor=ALL_WELL, inmate=ALL_WELL):
    visit = make_over(make_jail(), visitor=visitor, inmate=inmate)
    settle_due(now=END + MINUTE)
    return visit


def read(client, user, name, *args):
    signed_in(user, client=client)
    page = BeautifulSoup(client.get(reverse(name, args=args)).content, "html.parser")
    return page.select_one(".p-account")


def shown(card):
    """Return the sentence, the facts and the bars."""
    facts = zip(card.select("dt"), card.select("dd"), strict=True)
    return (
        card.p.text,
        [(name.text, value.text) for name, value in facts],
        [(bar["class"], bar["x"], bar["width"]) for bar in card.select("rect")],
    )


def test_visitor_and_staff_read_the_same(client):
    visit = settled(inmate=NOTHING)
    booking = visit.booking
    Interruption.objects.create(
        visit=visit, side="inmate", cause=Cause.LINK_LOST, source=Source.MEDIA_SERVER,
        from_at=TEN_ON_MONDAY + 5 * MINUTE, to_at=TEN_ON_MONDAY + 7 * MINUTE,
    )  # fmt: skip
    visitors = read(client, booking.visitor.user, "my_visit", booking.public_id)
    officer = make_staff(Role.OFFICER, booking.facility)
    staffs = read(client, officer, "staff_booking", booking.public_id)
    assert shown(visitors) == shown(staffs)
    sentence, facts, bars = shown(visitors)
    assert sentence.startswith("This visit failed on the inmate's side.")
    assert facts == [
        ("Both were there", "30 minutes"),
        ("The visitor received", "sound 0 minutes, picture 0 minutes"),
        ("The inmate received", "sound 0 minutes, picture 0 minutes"),
        (
            "Inmate interrupted",
            f"10:05 AM to 10:07 AM: {LINK_LOST} (noted by the media server)",
        ),
    ]
    assert bars == [(["p-timeline-nothing"], "0.0", "600.0")] * 2


def test_outcome_of_a_failed_visit_does_not_say_that_it_took_place(client):
    for inmate, words in ((ALL_WELL, "took place"), (NOTHING, "failed")):
        visit = settled(inmate=inmate)
        booking = visit.booking
        client.force_login(booking.visitor.user)
        page = BeautifulSoup(
            client.get(reverse("my_visit", args=[booking.public_id])).content, "html.parser"
        )
        assert page.select_one(".p-lead").text.lower().startswith(words)
        past = client.get(reverse("my_visits")).content.decode().lower()
        assert (words in past, "took place" in past) == (True, words == "took place")


@pytest.mark.parametrize(
    ("inmate", "decision", "words"),
    [
        (NOTHING, Decision.TOOK_PLACE, "took place, as a person decided"),
        (NOTHING, Decision.FACILITY, "failed through the facility, as a person decided"),
        (NOTHING, Decision.STANDS, "failed on the inmate's side, as a person decided"),
        (ALL_WELL, Decision.STANDS, "took place, as a person decided"),
        (ALL_WELL, Decision.VISITOR, "failed on the visitor's side, as a person decided"),
        (ALL_WELL, Decision.SYSTEM, "failed through our system, as a person decided"),
    ],
)
def test_list_of_visits_says_what_was_decided(client, inmate, decision, words):
    visit = settled(inmate=inmate)
    decide(dispute(visit), decision)
    client.force_login(visit.booking.visitor.user)
    past = html.unescape(client.get(reverse("my_visits")).content.decode()).lower()
    assert words in past
    assert "did not get through" not in past


def test_picture_says_the_same_numbers_to_those_who_do_not_see_it(client):
    visit = settled()
    card = read(client, visit.booking.visitor.user, "my_visit", visit.booking.public_id)
    assert card.svg["role"] == "img"
    assert card.svg["aria-labelledby"].split() == [card.svg.title["id"], card.svg.desc["id"]]
    assert "The visitor received: sound 30 minutes, picture 30 minutes." in card.svg.desc.text


def test_numbers_of_the_picture_have_a_point_in_spanish_too(client):
    visit = settled()
    user = visit.booking.visitor.user
    User.objects.filter(pk=user.pk).update(language="es")
    card = read(client, user, "my_visit", visit.booking.public_id)
    assert card.p.text == "Esta visita tuvo lugar."
    assert card.rect["width"] == "600.0"


def test_visit_without_an_account_has_none(client):
    booking = make_booking(make_jail())
    assert account_of_booking(booking) is None
    assert read(client, booking.visitor.user, "my_visit", booking.public_id) is None


def test_account_is_read_after_its_buckets_are_deleted():
    visit = settled()
    Bucket.objects.all().delete()
    found = account_in_words(visit)
    assert (found.timeline, found.facts[0]) == (None, ("Both were there", "30 minutes"))


@pytest.mark.parametrize("fault", ["", *Fault])
def test_sentence_says_whether_the_visit_counts(fault):
    sentence = say_verdict(SettledAccount(fault=fault))
    assert ("It does not count" in sentence) == (fault in {"inmate", "facility", "system"})
    assert ("It counts" in sentence) == (fault == "visitor")
    with translation.override("es"):
        assert say_verdict(SettledAccount(fault=fault)) != sentence


@pytest.mark.parametrize(
    ("ms", "words"), [(29_999, "less than a minute"), (30_001, "1 minute"), (90_001, "2 minutes")]
)
def test_what_was_lost_is_said_in_minutes(ms, words):
    visit = settled()
    SettledAccount.objects.update(lost_ms={"system": ms, "visitor": 5, "facility": 0})
    assert account_in_words(visit).facts[3:] == [("Lost to our system", words)]


@pytest.mark.parametrize(("name", "is_staff"), [("staff_booking", True), ("my_visit", False)])
def test_staff_read_how_good_the_connection_was_and_visitors_do_not(client, name, is_staff):
    visit = settled()
    Bucket.objects.create(
        visit=visit, side="visitor", source=Source.BROWSER, starts_at=TEN_ON_MONDAY,
        round_trip_ms=321,
    )  # fmt: skip
    booking = visit.booking
    reader = make_staff(Role.OFFICER, visit.facility) if is_staff else booking.visitor.user
    signed_in(reader, client=client)
    page = BeautifulSoup(client.get(reverse(name, args=[booking.public_id])).content, "html.parser")
    captions = [one.get_text() for one in page.select("table caption")]
    expected = ["The visitor's connection", "The inmate's connection"] if is_staff else []
    assert captions == expected
    assert ("321 ms" in page.get_text()) == is_staff
    for cell in page.select("table th"):
        assert cell["scope"] in {"col", "row"}
