"""What a verdict owes, and how the right to a make-up visit follows it."""

from datetime import timedelta

import pytest

from parloir.audit.actors import CLOCK
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking, MakeUp
from parloir.bookings.operations import owes_make_up
from parloir.bookings.queries import open_make_ups
from parloir.facilities.models import Closure, Facility
from parloir.ledger.account import Fault
from parloir.ledger.corrections import correct_verdict
from parloir.ledger.make_ups import follow_verdict
from parloir.ledger.models import SettledAccount
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.visits.due import run_due_transitions
from parloir.visits.models import Visit
from parloir.visits.states import Outcome
from tests.factories.moments import MINUTE, MONDAY
from tests.factories.people import SUPERVISOR
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, admit_visitor, make_booking, make_live

pytestmark = pytest.mark.django_db

END = TEN_ON_MONDAY + 30 * MINUTE
NOW = END + MINUTE


def settled(fault="", *, owed_minutes=0.0, jail=None, booking=None, **visit) -> SettledAccount:
    """Return a visit of half an hour, over and settled with this verdict."""
    made = make_live(booking or make_booking(jail or make_jail()))
    run_due_transitions(now=made.ends_at)
    Visit.objects.filter(pk=made.pk).update(settle_at=None, **visit)
    return SettledAccount.objects.create(
        visit=Visit.objects.select_related("booking__facility").get(pk=made.pk),
        fault=fault,
        there_ms=30 * 60_000,
        owed_ms=int(owed_minutes * 60_000),
        settled_at=NOW,
    )


def follow(account) -> MakeUp | None:
    follow_verdict(settled=account, by=CLOCK, now=NOW)
    return MakeUp.objects.filter(owed_for=account.visit.booking, withdrawn_at=None).first()


def correct(account, fault) -> MakeUp | None:
    """Let a person decide that this is what happened, and return what is owed then."""
    correct_verdict(account=account, fault=fault, by=SUPERVISOR, now=NOW)
    return MakeUp.objects.filter(owed_for=account.visit.booking, withdrawn_at=None).first()


def letter_of(notice) -> str:
    mail = mail_of(notice, sender="a@example.org", base_url="https://visits.example", now=NOW)
    assert mail is not None
    return f"{mail.subject}\n{mail.body}"


@pytest.mark.parametrize(
    ("fault", "owed_minutes", "lost"),
    [
        ("", 0, None),
        ("", 9.99, None),
        ("", 10, 10),
        ("", 12.9, 12),
        (Fault.SYSTEM, 0, 30),
        (Fault.SYSTEM, 16, 30),
        (Fault.FACILITY, 16, 30),
        (Fault.VISITOR, 9.99, None),
        (Fault.VISITOR, 10, 10),
        (Fault.INMATE, 0, None),
        (Fault.INMATE, 10, 10),
    ],
)
def test_failed_visit_owes_its_length_and_another_what_was_lost_of_it(fault, owed_minutes, lost):
    make_up = follow(settled(fault, owed_minutes=owed_minutes))
    assert (make_up and make_up.lost_minutes) == lost
    assert Notice.objects.filter(kind="make_up_owed").count() == (lost is not None)


@pytest.mark.parametrize(
    "ended",
    [
        {"outcome": Outcome.TERMINATED, "ground": "abuse", "visitor_at_fault": True},
        {"outcome": Outcome.TERMINATED, "ground": "abuse", "inmate_at_fault": True},
        {"outcome": Outcome.RESTRICTED},
    ],
)
def test_visit_that_was_ended_for_conduct_owes_nothing(ended):
    assert follow(settled(Fault.SYSTEM, owed_minutes=20, **ended)) is None


def test_visit_that_an_officer_ended_for_nobodys_conduct_owes_what_was_lost():
    make_up = follow(settled(Fault.SYSTEM, outcome=Outcome.TERMINATED, ground="other"))
    assert make_up is not None
    assert make_up.lost_minutes == 30


@pytest.mark.parametrize("lost_minutes", [0, 9, 10, 30])
@pytest.mark.parametrize("is_failed", [False, True])
def test_facility_whose_rule_is_nothing_owes_nothing(lost_minutes, is_failed):
    lost = lost_minutes * MINUTE
    nothing = Facility(make_up=Facility.MakeUpRule.NONE, make_up_minutes=10)
    assert not owes_make_up(nothing, lost=lost, is_failed=is_failed)
    usual = Facility(make_up_minutes=10)
    assert owes_make_up(usual, lost=lost, is_failed=is_failed) is (is_failed or lost_minutes >= 10)


def test_granting_is_recorded_once_and_ends_after_the_facilitys_days():
    account = settled(Fault.SYSTEM, jail=make_jail(make_up_days=7))
    make_up = follow(account)
    assert make_up == follow(account)
    assert make_up is not None
    assert make_up.last_date == MONDAY + timedelta(days=7)
    event = AuditEvent.objects.get(action="grant_make_up")
    assert (event.subject_ref, event.details) == (account.visit.booking.public_id, {"minutes": 30})
    assert Notice.objects.filter(kind="make_up_owed").count() == 1


def test_changed_verdict_withdraws_and_grants_again():
    account = settled(Fault.SYSTEM)
    follow(account)
    assert correct(account, Fault.INMATE) is None
    assert open_make_ups(account.visit.booking.visitor, now=NOW) == []
    assert AuditEvent.objects.filter(action="withdraw_make_up").count() == 1
    make_up = correct(account, Fault.FACILITY)
    assert make_up is not None
    assert [make_up] == open_make_ups(account.visit.booking.visitor, now=NOW)
    assert MakeUp.objects.count() == 1
    assert Notice.objects.filter(kind="make_up_owed").count() == 2


@pytest.mark.parametrize(
    ("fault", "is_owed"),
    [("", False), (Fault.INMATE, True), (Fault.SYSTEM, True), (Fault.VISITOR, False)],
)
def test_make_up_visit_that_failed_and_not_through_the_visitor_is_owed_again(fault, is_owed):
    first = follow(settled(Fault.SYSTEM))
    assert first is not None
    jail, inmate, visitor = (
        first.owed_for.facility, first.owed_for.inmate, first.owed_for.visitor,
    )  # fmt: skip
    booking = make_booking(
        jail, starts_at=TEN_ON_MONDAY + 60 * MINUTE, visitor=visitor, inmate=inmate
    )
    Booking.objects.filter(pk=booking.pk).update(made_from=first, counts=False)
    booking.refresh_from_db()
    second = follow(settled(fault, booking=booking))
    assert (second is not None) is is_owed
    assert open_make_ups(visitor, now=NOW) == ([second] if is_owed else [])
    first.refresh_from_db()
    assert first.withdrawn_at is None


def test_visit_that_closed_while_people_waited_is_owed():
    jail = make_jail()
    booking = make_booking(jail)
    admit_visitor(booking, now=TEN_ON_MONDAY - 5 * MINUTE)
    Closure.objects.create(
        facility=jail, starts_at=TEN_ON_MONDAY, ends_at=TEN_ON_MONDAY + 60 * MINUTE, reason="Count"
    )
    run_due_transitions(now=TEN_ON_MONDAY)
    assert MakeUp.objects.get().lost_minutes == 30
    letter = letter_of(Notice.objects.get(kind="make_up_owed"))
    assert "failed through the facility" in letter


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault.SYSTEM, "failed through our system. We are sorry. It does not count against any"),
        ("", "12 minutes were lost through the facility or our system. We are sorry."),
    ],
)
def test_letter_says_how_it_went_wrong_and_offers_the_make_up_visit(fault, sentence):
    account = settled(fault, owed_minutes=12)
    follow(account)
    notice = Notice.objects.get(kind="make_up_owed")
    letter = letter_of(notice)
    assert sentence in letter
    assert "Book it until Wednesday, 10 June 2026." in letter
    booking = account.visit.booking
    assert f"https://visits.example/visits/{booking.public_id}/make-up/" in letter


def test_letter_lapses_when_nothing_is_owed_any_more():
    account = settled(Fault.SYSTEM)
    follow(account)
    account.fault = ""
    follow(account)
    notice = Notice.objects.get(kind="make_up_owed")
    assert mail_of(notice, sender="a@example.org", base_url="https://v.example", now=NOW) is None
