"""Whatever the rules were and become, a booking keeps its wall time or loses it with a letter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parloir.audit.actors import CLOCK
from parloir.bookings.claims import claims_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.states import BookingState
from parloir.facts.zone_rules import follow_zone_data
from parloir.notices.models import Notice
from parloir.scheduling.wall_time import local_time
from tests.factories.examples import part_of_examples
from tests.factories.places import make_round_the_clock
from tests.factories.visits import make_booking
from tests.factories.zone_tables import CENTRAL, INVENTED, LATER_SPRING, WINTER, zone_tables
from tests.scheduling.test_zone_changes import rules

pytestmark = pytest.mark.django_db

HALF_HOUR = timedelta(minutes=30)
NIGHT = datetime(2026, 11, 1, 3, tzinfo=UTC)
"""Some hours before the autumn night of Chicago. The rules that are drawn change in many others."""
starts = st.lists(st.integers(0, 60), min_size=1, max_size=3, unique=True)


def shown(booking, zone) -> datetime:
    return local_time(booking.starts_at, zone).replace(tzinfo=None, fold=0)


@given(before=rules(), after=rules(), starts=starts, at_night=st.sampled_from([NIGHT]))
@example(CENTRAL, WINTER, [6, 7, 9], NIGHT)
@example(WINTER, CENTRAL, [6, 7, 9], NIGHT)
@example(CENTRAL, LATER_SPRING, [6, 7, 9], datetime(2027, 4, 4, 3, tzinfo=UTC))
@settings(max_examples=part_of_examples(1 / 10))
def test_a_booking_keeps_its_wall_time_or_loses_it_with_a_letter(before, after, starts, at_night):
    with (
        TemporaryDirectory() as folder,
        zone_tables(Path(folder)) as tables,
        transaction.atomic(),
    ):
        old = tables.take(before, version="2026a")
        jail = make_round_the_clock(time_zone=INVENTED, monitors=1, stations=1)
        ahead = at_night - timedelta(days=30)
        bookings = [
            make_booking(jail, starts_at=at_night + one * HALF_HOUR, now=ahead) for one in starts
        ]
        Notice.objects.all().delete()
        new = tables.take(after, version="2026b")
        follow_zone_data(by=CLOCK, now=ahead)
        for booking in bookings:
            check(booking, before=old, after=new)
        transaction.set_rollback(True)


def check(booking, *, before, after):
    kept = Booking.objects.get(pk=booking.pk)
    told = list(
        Notice.objects.filter(params__booking=kept.public_id).values_list("kind", flat=True)
    )
    claimed = set(SlotClaim.objects.filter(booking=kept).values_list("resource", "tick"))
    if kept.state == BookingState.DISPLACED:
        assert (told, claimed) == (["booking_displaced"], set())
        return
    assert kept.state == BookingState.BOOKED
    assert shown(kept, after) == shown(booking, before)
    assert kept.ends_at - kept.starts_at == booking.ends_at - booking.starts_at
    assert claimed == {(one.resource, one.tick) for one in claims_of(kept)}
    assert told == (["booking_clock_changed"] if kept.starts_at != booking.starts_at else [])
