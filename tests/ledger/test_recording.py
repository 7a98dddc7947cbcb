"""What is written, what is added up, and what is deleted."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from parloir.ledger.account import Cause, Interrupted, Measured, Source
from parloir.ledger.half_minutes import WHOLE_MS
from parloir.ledger.meter import HalfMinute, Meter, Taken
from parloir.ledger.models import Bucket, Interruption, PartyMoments
from parloir.ledger.recording import (
    BUCKETS_KEPT,
    MOST_INTERRUPTIONS,
    PartyRecord,
    Told,
    delete_old_buckets,
    note_lost_process,
    write_records,
)
from parloir.media.events import Direction, LegLost, MediaFlow, MediaUp
from parloir.sides import Side
from parloir.visits.due import run_due_transitions
from parloir.visits.models import Admission, Visit
from parloir.visits.operations import connected
from tests.factories.moments import MINUTE, SECOND
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db

TEN = TEN_ON_MONDAY
TOLD = Told(
    measured=Measured(sent_sound_ms=1, received_picture_ms=2),
    sent_lost=3,
    received_lost=4,
    round_trip_ms=50,
    jitter_ms=6,
    freezes=7,
    frozen_ms=800,
    height=720,
)


@pytest.fixture
def visit():
    return make_live(make_booking(make_jail()))


def taken(**fields):
    nothing = {"half_minutes": {}, "interrupted": (), "came_at": None, "resumed_at": None}
    return Taken(**nothing | {"connected_at": None} | fields)


def write(visit, *, side=Side.VISITOR, told=None, first_frame_at=None, **fields):
    record = PartyRecord(
        visit=visit.pk,
        side=side,
        taken=taken(**fields),
        told=told or {},
        first_frame_at=first_frame_at,
    )
    write_records([record])


def lasting(cause, at):
    return Interrupted(cause=cause, source=Source.PROCESS, from_at=at)


def spans(visit):
    rows = Interruption.objects.filter(visit=visit).order_by("from_at", "cause")
    return [(row.cause, row.from_at, row.to_at) for row in rows]


def test_parts_of_a_half_minute_from_two_processes_are_added_up_to_its_length(visit):
    for sound_ms, lost in ((20_000, 2), (5_000, 3), (9_000, 0)):
        half_minute = HalfMinute(Measured(sent_sound_ms=sound_ms), sent_lost=lost)
        write(visit, half_minutes={TEN: half_minute})
    row = Bucket.objects.get()
    assert (row.sent_sound_ms, row.sent_lost, row.source) == (WHOLE_MS, 5, Source.MEDIA_SERVER)


def test_each_side_and_source_has_its_own_numbers(visit):
    half_minute = HalfMinute(Measured(sent_sound_ms=9))
    for side in Side:
        write(visit, side=side, half_minutes={TEN: half_minute}, told={TEN: TOLD})
    found = Bucket.objects.values_list("side", "source", "sent_sound_ms", "height")
    assert sorted(found) == [
        ("inmate", "browser", 1, 720),
        ("inmate", "media_server", 9, None),
        ("visitor", "browser", 1, 720),
        ("visitor", "media_server", 9, None),
    ]


def test_browser_tells_of_a_half_minute_once(visit):
    for height in (720, 90):
        write(visit, told={TEN: replace(TOLD, height=height)})
    assert Bucket.objects.get().height == 720


def test_more_than_a_half_minute_is_refused_by_the_database(visit):
    with pytest.raises(IntegrityError), transaction.atomic():
        Bucket.objects.create(
            visit=visit, side="visitor", source="browser", starts_at=TEN, sent_sound_ms=30_001
        )


def test_one_interruption_of_each_cause_lasts_until_the_leg_is_up(visit):
    for cause, second in ((Cause.LINK_LOST, 1), (Cause.LINK_LOST, 2), (Cause.MEDIA_LOST, 3)):
        write(visit, interrupted=(lasting(cause, TEN + second * SECOND),))
    write(visit, resumed_at=TEN + 9 * SECOND)
    assert spans(visit) == [
        (Cause.LINK_LOST, TEN + SECOND, TEN + 9 * SECOND),
        (Cause.MEDIA_LOST, TEN + 3 * SECOND, TEN + 9 * SECOND),
    ]


def test_what_the_end_of_a_visit_brings_is_no_interruption(visit):
    run_due_transitions(now=visit.ends_at)
    before, at_the_end = visit.ends_at - SECOND, visit.ends_at
    write(visit, interrupted=(lasting(Cause.LINK_LOST, before),))
    write(visit, interrupted=(lasting(Cause.MEDIA_LOST, at_the_end),))
    assert spans(visit) == [(Cause.LINK_LOST, before, None)]


def test_page_that_comes_back_ends_its_absence_alone(visit):
    both = (lasting(Cause.PAGE_LEFT, TEN), lasting(Cause.LINK_LOST, TEN))
    write(visit, interrupted=both)
    write(visit, side=Side.INMATE, interrupted=both)
    write(visit, came_at=TEN + MINUTE)
    mine = Interruption.objects.filter(side=Side.VISITOR).order_by("cause")
    assert [(one.cause, one.to_at) for one in mine] == [
        (Cause.LINK_LOST, None),
        (Cause.PAGE_LEFT, TEN + MINUTE),
    ]
    assert Interruption.objects.filter(side=Side.INMATE, to_at=None).count() == 2


def test_interruptions_of_a_party_are_bounded(visit):
    over = tuple(
        replace(lasting(Cause.LINK_LOST, TEN), to_at=TEN + SECOND)
        for _ in range(MOST_INTERRUPTIONS)
    )
    write(visit, interrupted=over[1:])
    write(visit, interrupted=over[:1])
    write(visit, interrupted=over[:1])
    assert len(spans(visit)) == MOST_INTERRUPTIONS


def test_first_moments_are_kept(visit):
    write(visit, connected_at=TEN)
    write(visit, connected_at=TEN + SECOND, first_frame_at=TEN + 2 * SECOND)
    write(visit, first_frame_at=TEN + 3 * SECOND)
    row = PartyMoments.objects.get()
    assert (row.connected_at, row.first_frame_at) == (TEN, TEN + 2 * SECOND)


def test_what_a_meter_took_is_written(visit):
    meter = Meter(at=TEN)
    meter.note(MediaFlow("0", "audio", flowing=True), at=TEN)
    meter.note(LegLost("gone"), at=TEN + 10 * SECOND)
    meter.note(MediaUp(Direction.PUBLISH), at=TEN + 12 * SECOND)
    write_records([PartyRecord(visit=visit.pk, side="visitor", taken=meter.take(at=TEN + MINUTE))])
    assert list(Bucket.objects.values_list("starts_at", "sent_sound_ms").order_by("pk")) == [
        (TEN, 10_000),
        (TEN + 30 * SECOND, 0),
    ]
    assert spans(visit) == [(Cause.MEDIA_LOST, TEN + 10 * SECOND, TEN + 12 * SECOND)]


# --- A process that was killed -----------------------------------------------------------------


def test_restarted_process_notes_since_when_it_measured_nothing(visit):
    for party, process in zip(Admission.objects.order_by("pk"), ("web:1", "web2:1"), strict=True):
        connected(admission=party, connection=process, now=TEN)
    half_minutes = {TEN: HalfMinute(), TEN + 30 * SECOND: HalfMinute()}
    write(visit, half_minutes=half_minutes)
    note_lost_process(prefix="web:", now=TEN + 3 * MINUTE)
    row = Interruption.objects.get()
    assert (row.side, row.cause) == (Side.VISITOR, Cause.PROCESS_LOST)
    assert (row.from_at, row.to_at) == (TEN + MINUTE, None)


def test_process_that_was_killed_before_it_wrote_was_lost_since_the_visit_began(visit):
    connected(admission=visit.admissions.get(side="inmate"), connection="web:1", now=TEN)
    note_lost_process(prefix="web:", now=TEN + 10 * SECOND)
    assert spans(visit) == [(Cause.PROCESS_LOST, TEN, None)]


# --- Old buckets -------------------------------------------------------------------------------


def test_buckets_are_deleted_when_nobody_needs_them(visit):
    write(visit, half_minutes={TEN: HalfMinute(), TEN + 30 * SECOND: HalfMinute()})
    nobody = {"excluding_visits": Visit.objects.none()}
    assert delete_old_buckets(now=TEN + BUCKETS_KEPT, **nobody) == 0
    of_all = {"excluding_visits": Visit.objects.all()}
    assert delete_old_buckets(now=TEN + BUCKETS_KEPT + SECOND, **of_all) == 0
    assert delete_old_buckets(now=TEN + BUCKETS_KEPT + SECOND, **nobody) == 1
    assert Bucket.objects.get().starts_at == TEN + 30 * SECOND
