"""A new kind of quota is one declaration, its text and its test; here, for a household."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from parloir.bookings.models import Quota
from parloir.bookings.operations import locking
from parloir.bookings.quota_kinds import (
    QuotaKind,
    declare_quota_kind,
    nobody_else,
)
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.scheduling.quotas import Period
from parloir.scheduling.refusals import Rule
from tests.bookings.asking import is_booked, refusal_of, refused_rules
from tests.factories.households import HOUSEHOLD, LIME_STREET, declared
from tests.factories.moments import MONDAY, TUESDAY, at
from tests.factories.people import make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import make_booking, request_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def household() -> Iterator[None]:
    with declared(HOUSEHOLD):
        yield


@pytest.fixture
def jail():
    jail = make_jail()
    jail.party_limits.create(adults=2, minors=0)
    Quota.objects.create(facility=jail, of=HOUSEHOLD.code, period=Period.DAY, most=2)
    return jail


@pytest.fixture
def family():
    return [make_visitor(**LIME_STREET) for _ in range(3)]


def test_two_a_day_for_each_household(jail, family, now):
    for hour, visitor in enumerate(family[:2], start=10):
        assert is_booked(request_for(jail, visitor=visitor), at(MONDAY, hour), now)
    third = request_for(jail, visitor=family[2])
    refusal = refusal_of(third, at(MONDAY, 12), now)
    assert (refusal.rule, refusal.next_date) == (Rule.QUOTA_USED, TUESDAY)
    assert sentence_for(refusal, facility=jail).startswith("Your household can have 2 visits a day")
    assert is_booked(third, at(TUESDAY, 12), now)


@pytest.mark.parametrize("elsewhere", [{"street": "13 Lime Street"}, {"postal_code": "64107"}])
def test_a_neighbour_is_another_household(jail, family, now, elsewhere):
    for hour, visitor in enumerate(family[:2], start=10):
        make_booking(jail, visitor=visitor, starts_at=at(MONDAY, hour))
    neighbour = make_visitor(**{**LIME_STREET, **elsewhere})
    assert is_booked(request_for(jail, visitor=neighbour), at(MONDAY, 12), now)


def test_those_who_come_together_have_one_visit_and_are_told_once(jail, family, now):
    first, second, third = family
    make_booking(jail, visitor=first, adults=(second,))
    assert is_booked(request_for(jail, visitor=third), at(MONDAY, 11), now)
    together = request_for(jail, visitor=first, adults=(second,))
    assert refused_rules(together, at(MONDAY, 12), now) == [Rule.QUOTA_USED]


def test_adults_who_share_a_quota_are_locked_together(jail, family, monkeypatch):
    """The races in `test_races_for_the_last` seldom detect a missing lock."""
    locked: list[list[object]] = []
    monkeypatch.setattr(locking, "wait_for_lock", lambda rows: locked.append(list(rows)))
    first, *_ = family
    with transaction.atomic():
        locking.lock_party(request_for(jail, visitor=first, adults=(make_visitor(),)))
    (visitors,) = locked
    assert set(visitors) >= set(family)
    assert len(visitors) == len(family) + 1


def test_an_administrator_can_choose_it(jail):
    field = Quota._meta.get_field("of")
    assert (HOUSEHOLD.code, "for each household") in [(code, str(of)) for code, of in field.choices]
    Quota(facility=jail, of=HOUSEHOLD.code, period=Period.WEEK, most=2).full_clean()


def test_a_kind_is_declared_once():
    with pytest.raises(ValueError, match="'household' already"):
        declare_quota_kind(HOUSEHOLD)


def test_what_counts_for_nobody_is_no_kind():
    words = {"code": "all", "label": HOUSEHOLD.label, "whose": HOUSEHOLD.whose}
    with pytest.raises(ValueError, match="'all' counts for no person"):
        QuotaKind(**words, shared_by=None, is_with_one_inmate=False)
    QuotaKind(**words, shared_by=None, is_with_one_inmate=True)
    QuotaKind(**words, shared_by=nobody_else, is_with_one_inmate=False)
