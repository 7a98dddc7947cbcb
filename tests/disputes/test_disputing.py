"""Who can say "that is not what happened", how often, and until when."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from parloir.audit.models import AuditEvent
from parloir.disputes.models import LONGEST_TEXT, MOST_STATEMENTS, Dispute, Statement
from parloir.disputes.policies import DisputeRefused, last_day_to_dispute
from parloir.facilities.models import Facility
from parloir.scheduling.wall_time import end_of_day
from parloir.sides import Side
from parloir.visits.models import Visit
from tests.disputes.scene import (
    SOON,
    WORDS,
    decide,
    dispute,
    inmate_of,
    make_settled,
    visitor_of,
)
from tests.factories.companions import agree, allow_parties
from tests.factories.moments import MINUTE, MONDAY, SECOND
from tests.factories.people import OFFICER, as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail
from tests.ledger.test_settling import END, make_over

pytestmark = pytest.mark.django_db

Reason = DisputeRefused.Reason


def refusal(visit, **fields):
    with pytest.raises(DisputeRefused) as refused:
        dispute(visit, **fields)
    return refused.value.reason


def said():
    return list(Statement.objects.values_list("side", "number", "text", "choice"))


def test_both_sides_speak_in_one_case():
    visit = make_settled()
    case = dispute(visit)
    again = dispute(visit, by=inmate_of(visit), text="", choice="went_well")
    assert again == case
    assert Dispute.objects.count() == 1
    assert said() == [(Side.VISITOR, 1, WORDS, ""), (Side.INMATE, 1, "", "went_well")]
    events = AuditEvent.objects.filter(action="dispute_account").order_by("id")
    assert [(one.actor_kind, one.details["side"]) for one in events] == [
        ("visitor", "visitor"),
        ("inmate", "inmate"),
    ]


def test_same_words_twice_are_kept_once():
    visit = make_settled()
    for text in (WORDS, f"  {WORDS}\n", "And no sound."):
        dispute(visit, text=text)
    assert [(number, text) for _side, number, text, _choice in said()] == [
        (1, WORDS),
        (2, "And no sound."),
    ]
    assert AuditEvent.objects.filter(action="dispute_account").count() == 2


def test_statements_of_one_person_are_bounded():
    visit = make_settled()
    for number in range(MOST_STATEMENTS):
        dispute(visit, text=f"Something {number}.")
    assert refusal(visit, text="One more.") == Reason.TOO_MANY
    dispute(visit, text="Something 0.")  # said before: nothing new, and no refusal
    dispute(visit, by=inmate_of(visit), text="The other side may still speak.")
    assert Statement.objects.count() == MOST_STATEMENTS + 1


def test_database_holds_one_case_and_each_number_once():
    visit = make_settled()
    case = dispute(visit, text="x" * LONGEST_TEXT)
    row = Statement.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.create(visit=visit, opened_at=SOON)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    for fields in ({"text": ""}, {"choice": "went_well"}):  # nothing, and two things
        with pytest.raises(IntegrityError), transaction.atomic():
            Statement.objects.filter(dispute=case).update(**fields)


@pytest.mark.parametrize("text", ["", " \n "])
def test_nothing_said_is_refused(text):
    assert refusal(make_settled(), text=text) == Reason.NO_TEXT
    assert not Dispute.objects.exists()


def test_only_those_who_had_a_part_can_dispute():
    jail = make_jail()
    visit = make_settled(jail)
    strangers = (as_visitor(make_visitor()), OFFICER, inmate_of_another(jail))
    for by in strangers:
        assert refusal(visit, by=by) == Reason.NOT_THEIRS
    assert not Dispute.objects.exists()


def inmate_of_another(jail):
    from parloir.audit.actors import Actor

    return Actor("inmate", make_inmate(jail).public_id)


def test_companion_can_dispute():
    jail = make_jail()
    allow_parties(jail, (2, 0))
    visit = make_settled(jail)
    companion = make_visitor()
    agree(companion, visitor=visit.booking.visitor)
    assert refusal(visit, by=as_visitor(companion)) == Reason.NOT_THEIRS
    visit.booking.companions.create(visitor=companion)
    dispute(visit, by=as_visitor(companion))
    assert [side for side, *_ in said()] == [Side.VISITOR]


def test_account_that_is_not_settled_yet_cannot_be_disputed():
    assert refusal(make_over(make_jail())) == Reason.NO_ACCOUNT


def test_decided_case_cannot_be_opened_again():
    visit = make_settled()
    case = dispute(visit)
    decide(case, Dispute.Decision.STANDS)
    for by in (visitor_of(visit), inmate_of(visit)):
        assert refusal(visit, by=by, text="But no.") == Reason.DECIDED
    assert Statement.objects.count() == 1


@pytest.mark.parametrize(
    ("ended_on", "last_day"),
    [
        (MONDAY, date(2026, 5, 25)),
        # Fourteen days across the spring night (8 March) and the autumn night (1 November).
        (date(2026, 3, 1), date(2026, 3, 15)),
        (date(2026, 10, 25), date(2026, 11, 8)),
    ],
)
def test_last_day_is_the_fourteenth_on_the_facilitys_calendar(ended_on, last_day):
    visit = make_settled()
    zone = visit.facility.zone
    for ended_at in (  # the first and the last second of a day
        end_of_day(ended_on - timedelta(days=1), zone),
        end_of_day(ended_on, zone) - SECOND,
    ):
        Visit.objects.filter(pk=visit.pk).update(ended_at=ended_at)
        visit.refresh_from_db(fields=["ended_at"])
        assert last_day_to_dispute(visit) == last_day
    midnight = end_of_day(last_day, zone)
    assert refusal(visit, now=midnight) == Reason.TOO_LATE
    dispute(visit, now=midnight - SECOND)
    assert refusal(visit, now=midnight, text="More.") == Reason.TOO_LATE


def test_days_are_those_of_the_facilitys_zone():
    visit = make_settled()
    Facility.objects.filter(pk=visit.facility_id).update(time_zone="Pacific/Honolulu")
    visit = Visit.objects.select_related("facility", "booking").get(pk=visit.pk)
    assert last_day_to_dispute(visit) == date(2026, 5, 25)
    Visit.objects.filter(pk=visit.pk).update(ended_at=END - 8 * 60 * MINUTE)
    visit.refresh_from_db(fields=["ended_at"])
    assert last_day_to_dispute(visit) == date(2026, 5, 24)


def test_visit_that_goes_on_has_no_last_day():
    with pytest.raises(ValueError, match="has ended"):
        last_day_to_dispute(Visit(ended_at=None))
