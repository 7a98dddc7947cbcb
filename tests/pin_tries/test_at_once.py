"""Tries that several processes make at the same time."""

import pytest

from parloir.pin_tries.alarms import ALARMING_SUMS, raise_alarms
from parloir.pin_tries.models import PinAlarm, PinTry
from parloir.pin_tries.operations import SlowedDown, begin_try, keep_refused
from tests.factories.at_once import all_at_once
from tests.factories.people import KIOSK
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db(transaction=True)


def looked_at(device, now, *, meant=""):
    """Return whether a PIN that is typed now is looked at; it is refused."""
    try:
        begun = begin_try(device=device, now=now)
    except SlowedDown:
        return False
    keep_refused(begun, meant=meant)
    return True


def test_of_many_pins_at_once_four_are_looked_at(now):
    monitor = make_jail().monitors.first()
    results = all_at_once([lambda: looked_at(monitor, now) for _ in range(12)])
    assert sorted(results) == [False] * 8 + [True] * 4
    assert PinTry.objects.count() == 4


def test_the_same_right_pin_at_once_counts_once(now):
    monitor = make_jail().monitors.first()
    all_at_once([lambda: looked_at(monitor, now, meant="booking00001") for _ in range(3)])
    assert PinTry.objects.count() == 1


def test_one_alarm_is_raised_by_many_at_once(now):
    jail = make_jail()
    monitor = jail.monitors.first()
    row = PinTry(facility=jail, device=monitor.public_id, at=now, free_at=now, asks=False)
    PinTry.objects.bulk_create(
        PinTry(facility=jail, device="another", at=now, free_at=now, asks=True)
        for _ in range(ALARMING_SUMS[0][0])
    )
    all_at_once([lambda: raise_alarms(row, inmate_ref="", by=KIOSK, now=now) for _ in range(6)])
    assert PinAlarm.objects.count() == 1
