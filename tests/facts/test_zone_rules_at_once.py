"""Several processes start with new zone data, while people book and close."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from parloir.audit.actors import CLOCK
from parloir.audit.models import AuditEvent
from parloir.bookings.claims import claims_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import book, cancel
from parloir.bookings.states import BookingState
from parloir.facts.zone_rules import follow_zone_data
from parloir.scheduling.wall_time import local_time
from tests.factories.at_once import all_at_once
from tests.factories.moments import MINUTE
from tests.factories.people import as_visitor
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, request_for
from tests.factories.zone_tables import AN_HOUR, CENTRAL, INVENTED, WINTER, zone_tables

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


@pytest.fixture
def tables(tmp_path):
    with zone_tables(tmp_path) as found:
        found.take(CENTRAL, version="2026a")
        yield found


def hours_shown() -> list[int]:
    found = Booking.objects.select_related("facility").order_by("pk")
    return [local_time(one.starts_at, one.facility.zone).hour for one in found]


def test_processes_that_start_together_move_everything_once(tables, now):
    jail = make_jail(time_zone=INVENTED)
    bookings = [make_booking(jail, starts_at=TEN_ON_MONDAY + n * AN_HOUR) for n in range(3)]
    tables.take(WINTER, version="2026b")
    done = all_at_once([lambda: follow_zone_data(by=CLOCK, now=now)] * 3)
    assert sorted(map(len, done)) == [0, 0, 1]
    assert hours_shown() == [10, 11, 12]
    assert AuditEvent.objects.filter(action="keep_wall_time").count() == len(bookings)


def test_who_books_or_cancels_meanwhile_has_a_time_of_one_of_both_rules(tables, now):
    jail = make_jail(time_zone=INVENTED)
    gone = make_booking(jail, starts_at=TEN_ON_MONDAY)
    stays = make_booking(jail, starts_at=TEN_ON_MONDAY + AN_HOUR)
    wanted = request_for(jail)
    tables.take(WINTER, version="2026b")
    all_at_once(
        [
            lambda: follow_zone_data(by=CLOCK, now=now),
            lambda: cancel(booking=gone, by=as_visitor(gone.visitor), now=now),
            lambda: book(
                booking_request=wanted, starts_at=TEN_ON_MONDAY + DAY,
                by=as_visitor(wanted.visitor), now=now,
            ),
        ]
    )  # fmt: skip
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert gone.state == BookingState.CANCELLED
    assert stays.starts_at == TEN_ON_MONDAY + 2 * AN_HOUR
    there = set(SlotClaim.objects.values_list("resource", "tick"))
    still_booked = Booking.objects.filter(state=BookingState.BOOKED)
    assert there == {(c.resource, c.tick) for one in still_booked for c in claims_of(one)}


KILLED = """
import os, signal
import django
django.setup()
from parloir.audit.actors import CLOCK
from parloir.facts import zone_rules
zone_rules.record = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
import zoneinfo, tzdata
tzdata.IANA_VERSION = "2026b"
zoneinfo.reset_tzpath(to=[{folder!r}])
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
from datetime import datetime
zone_rules.follow_zone_data(by=CLOCK, now=datetime.fromisoformat({now!r}))
"""


def test_a_process_that_is_killed_in_the_middle_has_moved_nothing(tables, now, tmp_path):
    jail = make_jail(time_zone=INVENTED)
    booking = make_booking(jail, starts_at=TEN_ON_MONDAY)
    tables.take(WINTER, version="2026b")
    folder = str(tmp_path / "2")
    code = KILLED.format(
        folder=folder, name=str(connection.settings_dict["NAME"]), now=now.isoformat()
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "parloir.config.settings",
            "PARLOIR_DEMO": "1",
        },
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    booking.refresh_from_db()
    assert booking.starts_at == TEN_ON_MONDAY
    assert hours_shown() == [10]
    assert len(follow_zone_data(by=CLOCK, now=now + MINUTE)) == 1
    assert hours_shown() == [10]
    booking.refresh_from_db()
    assert booking.starts_at == TEN_ON_MONDAY + AN_HOUR
