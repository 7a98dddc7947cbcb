"""Visits that are over and settled, which somebody disputes."""

from parloir.audit.actors import Actor
from parloir.disputes.operations import decide_dispute, dispute_account
from parloir.ledger.settling import settle_due
from parloir.visits.models import Visit
from tests.factories.moments import MINUTE
from tests.factories.people import SUPERVISOR, as_visitor
from tests.factories.places import make_jail
from tests.ledger.accounts import ALL_WELL
from tests.ledger.test_settling import END, make_over

SOON = END + 5 * MINUTE
WORDS = "I saw nothing but a grey picture."


def make_settled(jail=None, *, visitor=ALL_WELL, inmate=ALL_WELL) -> Visit:
    """Return a visit on Monday from ten to half past, with its account."""
    visit = make_over(jail or make_jail(), visitor=visitor, inmate=inmate)
    settle_due(now=END + MINUTE)
    return visit


def visitor_of(visit) -> Actor:
    return as_visitor(visit.booking.visitor)


def inmate_of(visit) -> Actor:
    return Actor("inmate", visit.booking.inmate.public_id)


def dispute(visit, *, by=None, text=WORDS, now=SOON, **fields):
    return dispute_account(visit=visit, by=by or visitor_of(visit), text=text, now=now, **fields)


def decide(case, decision, *, by=SUPERVISOR, reason="I have looked.", now=SOON):
    decide_dispute(dispute=case, decision=decision, reason=reason, by=by, now=now)
