"""What the verdict's table means for people: each case of `tests.ledger.test_verdict`, written as
rows, settled, and read by the visitor, the inmate at the station, and staff. A station that is
switched off is "page gone" on the inmate's side; "claims" are statistics that lie."""

from dataclasses import asdict

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.bookings.models import Booking
from parloir.facilities.models import VisitKind
from parloir.ledger.account import Account, Source
from parloir.ledger.models import Bucket, Interruption, SettledAccount
from parloir.ledger.settling import settle
from parloir.screens.past_visits import past_visits_of
from parloir.sides import Side
from parloir.visits.due import run_due_transitions
from parloir.visits.models import Visit
from tests.factories.moments import MINUTE
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in
from tests.factories.visits import make_booking, make_live
from tests.ledger.test_settling import END
from tests.ledger.test_verdict import MS_OF_A_MINUTE, TABLE

pytestmark = pytest.mark.django_db

NOW = END + MINUTE
WELL, NOTHING, QUARTER, HALF, MORE, MOST = (
    (minutes, minutes) for minutes in (30, 0, 7.5, 15, 15.5, 22.5)
)
# For how many minutes sound and picture were received: by the other side, and by the side itself.
RECEIVED = {
    "no packet at all": (NOTHING, NOTHING),
    "sound alone": ((30, 0), WELL),
    "picture alone": ((0, 30), WELL),
    "cut at a quarter": (QUARTER, QUARTER),
    "cut at half": (HALF, HALF),
    "cut just after half": (MORE, MORE),
    "cut at three quarters": (MOST, MOST),
    "page gone at a quarter": (QUARTER, QUARTER),
    "page gone at half": (HALF, HALF),
    "page gone at three quarters": (MOST, MOST),
    "house killed": (QUARTER, QUARTER),
    "house restarted": (QUARTER, QUARTER),
    "media server killed": (QUARTER, QUARTER),
    "claims nothing": (WELL, NOTHING),
    "claims all": (QUARTER, QUARTER),
}
# What all three read, and whether the visit counts.
SAID = {
    "": ("This visit took place.", True),
    "visitor": (
        (
            "This visit failed on the visitor's side: for half of the time or more, sound and "
            "picture did not get through. It counts against the quota."
        ),
        True,
    ),
    "inmate": (
        "This visit failed on the inmate's side. It does not count against the quota.",
        False,
    ),
    "facility": (
        "This visit failed through the facility. It does not count against the quota.",
        False,
    ),
    "system": (
        "This visit failed through our system. It does not count against the quota.",
        False,
    ),
}


def test_every_case_of_the_verdicts_table_is_read_here():
    """A facility that closes ends the visit itself: `test_settling` has it."""
    assert RECEIVED.keys() == TABLE.keys() - {"facility closes"}


@pytest.mark.parametrize("side", list(Side))
def test_three_readers_read_the_same_verdict_which_decides_what_counts(side):
    visit, readers = make_over_from_home()
    found, expected = {}, {}
    for name, received in RECEIVED.items():
        scene, *by_side = TABLE[name]
        fault, minutes_owed = by_side[list(Side).index(side)]
        sentence, counts = SAID[fault or ""]
        expected[name] = (fault or "", minutes_owed, received, counts, [sentence] * 3)
        found[name] = settled_as(visit, scene(side), side, readers)
    assert found == expected


def make_over_from_home():
    """Return a visit from home that is over, and the pages of its visitor and of an officer."""
    jail = make_jail()
    visit = make_live(make_booking(jail, kind=VisitKind.REMOTE))
    run_due_transitions(now=END)
    officer = make_staff(Role.OFFICER, jail)
    readers = (
        (signed_in(visit.booking.visitor.user), "my_visit"),
        (
            signed_in(officer),
            "staff_booking",
        ),
    )
    return Visit.objects.select_related("booking__inmate", "facility").get(pk=visit.pk), readers


def settled_as(visit: Visit, account: Account, side: Side, readers):
    """Settle the visit as if this had been measured, and return what came of it."""
    write(visit, account)
    assert settle(visit=visit, now=NOW)
    settled = SettledAccount.objects.get(visit=visit)
    [shown] = past_visits_of(visit.booking.inmate, now=NOW)
    pages = [read(client, name, visit.booking) for client, name in readers]
    facts = [(one.name, one.value) for one in shown.facts]
    assert [facts] * 2 == [facts_of_page for _sentence, facts_of_page in pages]
    return (
        settled.fault,
        settled.owed_ms / MS_OF_A_MINUTE,
        tuple(minutes_of(settled, each) for each in (side.other, side)),
        Booking.objects.get(pk=visit.booking_id).counts,
        [shown.sentence, *(sentence for sentence, _facts in pages)],
    )


def write(visit: Visit, account: Account) -> None:
    """Write what was measured and noted, in the place of what was."""
    for model in (Bucket, Interruption, SettledAccount):
        model.objects.filter(visit=visit).delete()
    Visit.objects.filter(pk=visit.pk).update(settle_at=NOW)
    for side, party in account.parties.items():
        by_source = {Source.MEDIA_SERVER: party.by_server, Source.BROWSER: party.by_browser}
        Bucket.objects.bulk_create(
            Bucket(visit=visit, side=side, source=source, starts_at=at, **asdict(measured))
            for source, half_minutes in by_source.items()
            for at, measured in half_minutes.items()
        )
        Interruption.objects.bulk_create(
            Interruption(visit=visit, side=side, **asdict(one)) for one in party.interruptions
        )


def minutes_of(settled: SettledAccount, side: Side) -> tuple[float, float]:
    received = settled.received_ms[side]
    return received["sound"] / MS_OF_A_MINUTE, received["picture"] / MS_OF_A_MINUTE


def read(client, name, booking):
    """Return the sentence and the facts of the account on this page."""
    page = client.get(reverse(name, args=[booking.public_id])).content
    card = BeautifulSoup(page, "html.parser").select_one(".p-account")
    facts = zip(card.select("dt"), card.select("dd"), strict=True)
    return card.p.text, [(name.text, value.text) for name, value in facts]
