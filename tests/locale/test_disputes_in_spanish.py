"""A visit that is disputed is read in Spanish: outside, at the station, and by staff."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from parloir.accounts.models import User
from parloir.disputes.models import MOST_STATEMENTS, Dispute, Statement
from parloir.disputes.policies import DisputeRefused
from parloir.disputes.wording import say_why_refused
from parloir.ledger.models import Bucket
from parloir.realtime.station import PAST_VISITS_STAY
from parloir.scheduling.refusals import Refusal, Rule
from parloir.screens.monitor import RefusedPin
from parloir.screens.station import station_screen
from tests.disputes.scene import SOON, decide, dispute, inmate_of, make_settled
from tests.factories.sign_ins import signed_in
from tests.factories.visits import TEN_ON_MONDAY
from tests.locale.conftest import NAMES
from tests.locale.pages import english_in_html
from tests.stage.spanish import english_in_letter

REASON = "La cámara estaba tapada."


@pytest.fixture
def visit(jail):
    visit = make_settled(jail)
    User.objects.filter(pk=visit.booking.visitor.user_id).update(language="es")
    Bucket.objects.create(
        visit=visit, side="visitor", source="browser", starts_at=TEN_ON_MONDAY, sent_lost=3,
        round_trip_ms=50, jitter_ms=6, freezes=7, frozen_ms=800, height=720,
    )  # fmt: skip
    return visit


def english_on(answer):
    page = answer.content.decode()
    assert 'lang="es"' in page
    return english_in_html(page, names=NAMES)


def test_pages_before_during_and_after_the_review(visit, staff_client):
    visitor_client = signed_in(User.objects.get(pk=visit.booking.visitor.user_id))
    mine = reverse("my_visit", args=[visit.booking.public_id])
    disputing = reverse("dispute_visit", args=[visit.booking.public_id])
    with time_machine.travel(SOON, tick=False):
        assert english_on(visitor_client.get(mine)) == []
        assert english_on(visitor_client.get(disputing)) == []
        assert english_on(visitor_client.post(disputing, {"text": ""})) == []
        sent = visitor_client.post(disputing, {"text": "No vi nada."}, follow=True)
        assert english_on(sent) == []
        for choice in list(Statement.Choice)[:MOST_STATEMENTS]:
            dispute(visit, by=inmate_of(visit), text="", choice=choice)
        case = reverse("dispute", args=[Dispute.objects.get().public_id])
        for address in (reverse("reviews"), case):
            assert english_on(staff_client.get(address)) == []
        assert english_on(staff_client.post(case, {"reason": ""})) == []
        decision = {"decision": "facility", "reason": REASON}
        assert english_on(staff_client.post(case, decision, follow=True)) == []
        assert english_on(staff_client.get(case)) == []
        assert english_on(visitor_client.get(mine)) == []


def test_every_reason_of_a_refusal(visit):
    with translation.override("es"):
        sentences = [say_why_refused(reason, visit) for reason in DisputeRefused.Reason]
    assert english_in_letter(*sentences, html="", names=NAMES) == []


def test_screen_of_the_station(visit):
    refused = RefusedPin(
        Refusal(Rule.NO_VISIT_NOW),
        inmate=visit.booking.inmate,
        past_visits_until=SOON + PAST_VISITS_STAY,
    )
    for is_decided in (False, True):
        if is_decided:
            decide(dispute(visit), Dispute.Decision.SYSTEM, reason=REASON)
        with translation.override("es"):
            screen, _ = station_screen(visit.booking.station, refused=refused, now=SOON)
        [shown] = screen.visits
        texts = [
            screen.refusal.title, screen.refusal.text, screen.timeline_text, shown.sentence,
            shown.decided, shown.dispute, shown.last_day, shown.reason,
            *(choice.text for choice in screen.choices),
            *(text for fact in shown.facts for text in (fact.name, fact.value)),
        ]  # fmt: skip
        assert english_in_letter(*texts, html="", names=NAMES) == []
