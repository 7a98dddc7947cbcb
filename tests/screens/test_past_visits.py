"""What an inmate who has no visit now reads at the station about past ones."""

from datetime import timedelta

import pytest

from parloir.disputes.models import Dispute, Statement
from parloir.ledger.models import Bucket
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.wall_time import end_of_day
from parloir.screens.monitor import RefusedPin
from parloir.screens.past_visits import MOST_SHOWN, has_past_visits, past_visit_of, past_visits_of
from parloir.screens.refresh import is_idle, refresh_at
from parloir.screens.station import station_screen
from parloir.visits.models import Visit
from tests.disputes.scene import SOON, decide, dispute, inmate_of, make_settled
from tests.factories.moments import MINUTE, MONDAY, SECOND
from tests.factories.people import make_inmate
from tests.factories.places import make_jail
from tests.factories.visits import make_booking
from tests.ledger.accounts import NOTHING

pytestmark = pytest.mark.django_db


def screen_of(visit, *, until, now):
    refused = RefusedPin(
        Refusal(Rule.NO_VISIT_NOW), inmate=visit.booking.inmate, past_visits_until=until
    )
    return station_screen(visit.booking.station, refused=refused, now=now)[0]


def read(visit, *, now=SOON):
    return past_visits_of(visit.booking.inmate, now=now)


def test_inmate_reads_the_account_with_its_picture_and_can_say_what_happened():
    visit = make_settled(visitor=NOTHING)
    [shown] = read(visit)
    first_name = visit.booking.visitor.first_name
    assert shown.title == f"{first_name}, Monday, 11 May, 10:00 AM Central"
    assert shown.sentence.startswith("This visit failed on the visitor's side")
    assert (shown.facts[0].name, shown.facts[0].value) == ("Both were there", "30 minutes")
    assert [(bar.x, bar.width, bar.state) for bar in shown.timeline.bars] == [
        (0, 600, "nothing"),
        (0, 600, "nothing"),
    ]
    assert (shown.dispute, shown.said, shown.reason, shown.decided) == ("", [], "", "")
    assert "until and including Monday, 25 May 2026" in shown.last_day


def test_inmate_reads_the_own_words_and_the_decision_but_not_the_visitors_words():
    visit = make_settled()
    dispute(visit, by=inmate_of(visit), text="", choice=Statement.Choice.WAS_CUT_OFF)
    case = dispute(visit, text="Somebody shouted.")
    [shown] = read(visit)
    assert shown.said == ["The visit was cut off."]
    assert shown.dispute.endswith("You read it here.")
    assert "shouted" not in str(shown)
    decide(case, Dispute.Decision.SYSTEM, reason="It was our cable.")
    [shown] = read(visit)
    assert shown.sentence.startswith("This visit failed through our system.")
    assert (shown.reason, shown.dispute, shown.last_day) == (
        "It was our cable.",
        "The record was changed.",
        "",
    )


def test_visits_are_shown_until_the_end_of_the_fourteenth_day():
    visit = make_settled()
    midnight = end_of_day(MONDAY + timedelta(days=14), visit.facility.zone)
    inmate = visit.booking.inmate
    for now, is_shown in ((midnight - SECOND, True), (midnight, False)):
        assert has_past_visits(inmate, now=now) == is_shown
        assert len(past_visits_of(inmate, now=now)) == is_shown


def test_the_latest_visits_are_shown():
    visit = make_settled()
    copies = [visit]
    for number in range(1, MOST_SHOWN + 1):
        ended_at = visit.ended_at - number * MINUTE
        starts_at = visit.booking.starts_at + number * 30 * MINUTE
        booking = make_booking(visit.facility, starts_at=starts_at)
        type(booking).objects.filter(pk=booking.pk).update(inmate=visit.booking.inmate)
        copy = Visit.objects.create(
            booking=booking, facility=visit.facility, state="ended", outcome="completed",
            opened_at=ended_at, started_at=ended_at, ends_at=ended_at, ended_at=ended_at,
        )  # fmt: skip
        account = visit.settled_account
        account.pk, account.visit = None, copy
        account.save(force_insert=True)
        copies.append(copy)
    assert [one.visit for one in read(visit)] == [one.public_id for one in copies[:MOST_SHOWN]]


def test_account_without_its_measurements_has_no_picture():
    visit = make_settled()
    Bucket.objects.all().delete()
    [shown] = read(visit)
    assert (shown.timeline, shown.facts[0].value) == (None, "30 minutes")


def test_visits_of_others_are_not_there():
    jail = make_jail()
    visit, other = make_settled(jail), make_inmate(jail)
    assert not has_past_visits(other, now=SOON)
    assert past_visit_of(other, public_id=visit.public_id) is None
    assert past_visit_of(visit.booking.inmate, public_id=visit.public_id) == visit


def test_screen_is_cleared_when_its_time_is_over():
    visit, until = make_settled(), SOON + 3 * MINUTE
    screen = screen_of(visit, until=until, now=until - SECOND)
    assert (screen.name, screen.until_at, is_idle(screen)) == ("past_visits", until, False)
    assert screen.refusal.title == "You have no visit right now."
    assert refresh_at(screen, now=until - SECOND, share=0) == until
    cleared = screen_of(visit, until=until, now=until)
    assert (cleared.name, cleared.refusal) == ("sign_in", None)


def test_refusal_without_past_visits_stays_on_the_screen_of_the_sign_in():
    screen = screen_of(make_settled(), until=None, now=SOON)
    assert (screen.name, screen.refusal.title) == ("sign_in", "You have no visit right now.")
