"""Staff are told when PINs are being guessed."""

from datetime import timedelta

import pytest

from parloir.audit.models import AuditEvent
from parloir.changes.models import Change
from parloir.pin_tries.alarms import (
    ALARMING_FOR_ONE_INMATE,
    ALARMING_SUMS,
    DeviceTries,
    open_alarms,
    raise_alarms,
    refused_by_device,
    settle_alarm,
)
from parloir.pin_tries.models import PinTry
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import KIOSK, OFFICER
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def refused(jail, *, at, times=1, number_hash="", inmate_ref=""):
    """Store so many refused PINs, each at a device of its own, and raise what is due."""
    rows = [
        PinTry(
            facility=jail, device=f"d{n}", number_hash=number_hash, at=at, free_at=at, asks=False
        )
        for n in range(times)
    ]
    PinTry.objects.bulk_create(rows)
    raise_alarms(rows[-1], inmate_ref=inmate_ref, by=KIOSK, now=at)


def alarms(jail):
    return [(one.inmate_ref, one.tries) for one in open_alarms([jail.slug])]


def test_the_sum_of_a_facility_raises_an_alarm(now):
    jail = make_jail()
    times, within = ALARMING_SUMS[0]
    refused(jail, at=now - within + SECOND)
    refused(jail, at=now, times=times - 2)
    assert alarms(jail) == []
    refused(jail, at=now)
    assert alarms(jail) == [("", times)]


def test_refused_pins_that_are_older_are_not_in_the_sum(now):
    jail = make_jail()
    times, within = ALARMING_SUMS[0]
    refused(jail, at=now - within)
    refused(jail, at=now, times=times - 1)
    assert alarms(jail) == []
    refused(jail, at=now)
    assert alarms(jail) == [("", times)]


def test_few_refused_pins_an_hour_add_up_over_the_day(now):
    jail = make_jail()
    times, _within = ALARMING_SUMS[1]
    for hours in range(1, 6):
        refused(jail, at=now - hours * 2 * HOUR, times=times // 5 - 1)
    assert alarms(jail) == []
    refused(jail, at=now, times=5)
    assert alarms(jail) == [("", times)]


def test_another_facility_is_not_told(now):
    jail, other = make_jail(), make_jail()
    refused(jail, at=now, times=20)
    assert alarms(other) == []
    assert Change.objects.filter(topic=f"facility:{jail.slug}").exists()


def test_an_alarm_is_raised_once_and_again_only_for_what_follows(now):
    jail = make_jail()
    refused(jail, at=now, times=20)
    refused(jail, at=now, times=20)
    (alarm,) = open_alarms([jail.slug])
    assert settle_alarm(alarm=alarm, by=OFFICER, now=now + MINUTE)
    assert not settle_alarm(alarm=alarm, by=OFFICER, now=now + MINUTE)
    refused(jail, at=now + 2 * MINUTE, times=19)
    assert alarms(jail) == []
    refused(jail, at=now + 3 * MINUTE)
    assert alarms(jail) == [("", 20)]
    actions = AuditEvent.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["raise_pin_alarm", "settle_pin_alarm", "raise_pin_alarm"]


def test_wrong_pins_for_one_inmates_number_raise_an_alarm_of_their_own(now):
    jail = make_jail()
    times, within = ALARMING_FOR_ONE_INMATE
    theirs = {"number_hash": "a" * 64, "inmate_ref": "inmate000001"}
    refused(jail, at=now - within, **theirs)
    refused(jail, at=now, times=times - 1, **theirs)
    assert alarms(jail) == []
    refused(jail, at=now, **theirs)
    assert alarms(jail) == [("inmate000001", times)]


def test_staff_see_at_which_devices_pins_were_refused(now):
    jail = make_jail()
    monitor = jail.monitors.first()
    for seconds in range(3):
        at = now + seconds * SECOND
        PinTry.objects.create(
            facility=jail, device=monitor.public_id, at=at, free_at=at, asks=seconds == 2
        )
    assert refused_by_device([jail.slug], now=now + MINUTE) == [
        DeviceTries(monitor.public_id, refused=3, asks=True)
    ]
