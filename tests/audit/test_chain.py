"""The chain takes every committed event once, in the order of commits, and goes on after a kill."""

from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from parloir.audit.actors import CLOCK
from parloir.audit.blocks import entries_of
from parloir.audit.chain import (
    MOST_EVENTS,
    ChainHasMoved,
    chain_as_stored,
    end_of_chain,
    seal_next,
)
from parloir.audit.gaps import GIVEN_UP_AFTER, Gap, missing_among, what_is_left_of
from parloir.audit.models import AuditBlock, AuditEvent
from parloir.audit.operations import record
from tests.factories.emptied_audit import skip_an_id
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.subjects import Thing

NOW = NINE_ON_MONDAY
on_postgresql = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="On SQLite one transaction writes at a time"
)


def happen(count: int = 1) -> list[int]:
    for _ in range(count):
        record("open", by=CLOCK, on=Thing("thing0000001"), at=NOW)
    return list(AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[:count][::-1])


def sealed() -> list[list[int]]:
    return [
        [key for key, _mac in entries_of(block)] for block in AuditBlock.objects.order_by("number")
    ]


@pytest.mark.django_db
def test_a_block_has_what_was_committed_since_the_last_one():
    chain = chain_as_stored(now=NOW)
    assert seal_next(chain, now=NOW) is None
    first = happen(3)
    seal_next(chain, now=NOW)
    second = happen(2)
    seal_next(chain, now=NOW)
    assert seal_next(chain, now=NOW) is None
    assert sealed() == [first, second]
    assert (chain.end.number, chain.end.highest_id) == (2, second[-1])


@pytest.mark.django_db
def test_a_process_goes_on_where_the_one_before_it_was_killed():
    first = happen(2)
    seal_next(chain_as_stored(now=NOW), now=NOW)
    second = happen(2)
    seal_next(chain_as_stored(now=NOW), now=NOW)
    assert sealed() == [first, second]


@pytest.mark.django_db
def test_two_processes_cannot_make_the_same_block():
    one, other = chain_as_stored(now=NOW), chain_as_stored(now=NOW)
    event = happen()
    seal_next(one, now=NOW)
    with pytest.raises(ChainHasMoved):
        seal_next(other, now=NOW)
    assert sealed() == [event]
    assert end_of_chain() == one.end


@pytest.mark.django_db
def test_a_block_has_a_bounded_number_of_events():
    happen()
    event = AuditEvent.objects.get()
    AuditEvent.objects.bulk_create(
        AuditEvent(at=NOW, actor_kind="clock", action="open", outcome="done")
        for _ in range(MOST_EVENTS)
    )
    chain = chain_as_stored(now=NOW)
    while seal_next(chain, now=NOW):
        pass
    assert [len(block) for block in sealed()] == [MOST_EVENTS, 1]
    assert sealed()[0][0] == event.pk


@pytest.mark.django_db
def test_an_id_that_never_comes_is_given_up_after_a_minute():
    first = happen(2)
    chain = chain_as_stored(now=NOW)
    seal_next(chain, now=NOW - GIVEN_UP_AFTER)
    seal_next(chain, now=NOW)  # what other tests have rolled back is given up
    skip_an_id()
    (later,) = happen()
    seal_next(chain, now=NOW)
    assert (chain.end.settled_id, chain.end.highest_id) == (first[-1], later)

    chain = chain_as_stored(now=NOW)  # another process starts to wait again
    just_before = NOW + GIVEN_UP_AFTER - timedelta(microseconds=1)
    assert seal_next(chain, now=just_before) is None
    seal_next(chain, now=NOW + GIVEN_UP_AFTER)
    assert [block for block in sealed() if block] == [first, [later]]
    assert chain.end.settled_id == later


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_committed_later_is_sealed_later_though_its_id_is_lower():
    """However long its transaction takes."""
    chain = chain_as_stored(now=NOW)
    slow = connections.create_connection("default")
    try:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_auditevent (at, actor_kind, actor_ref, action, subject_kind,"
                " subject_ref, facility_ref, agency_ref, person_ref, outcome, details,"
                " source_seal, session, mac)"
                " VALUES (now(), 'clock', '', 'slow', '', '', '', '', '', 'done', '{}', '', '', '')"
                " RETURNING id"
            )
            (lower,) = cursor.fetchone()
        (higher,) = happen()
        assert lower < higher
        seal_next(chain, now=NOW)
        much_later = NOW + timedelta(hours=1)
        assert seal_next(chain, now=much_later) is None
        assert chain.end.settled_id < lower
        slow.commit()
        seal_next(chain, now=much_later)
        assert sealed() == [[higher], [lower]]
        assert chain.end.settled_id == higher
    finally:
        slow.close()


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_sealed():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        happen()
        raise ZeroDivisionError
    event = happen()
    seal_next(chain_as_stored(now=NOW), now=NOW)
    assert sealed() == [event]


@pytest.mark.parametrize(
    ("ids", "missing"),
    [
        ([], []),
        ([5], []),
        ([6], [(5, 5)]),
        ([5, 6, 9, 7], [(8, 8)]),
        ([7, 20], [(5, 6), (8, 19)]),
    ],
)
def test_runs_of_missing_ids_are_found(ids, missing):
    assert missing_among(ids, above=4) == missing


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ([], [(5, 9)]),
        ([4, 10], [(5, 9)]),
        ([5], [(6, 9)]),
        ([9], [(5, 8)]),
        ([6, 8], [(5, 5), (7, 7), (9, 9)]),
        ([5, 6, 7, 8, 9], []),
    ],
)
def test_a_gap_becomes_smaller_as_its_events_come(found, left):
    gap = Gap(5, 9, until=3, seen_at=NOW)
    assert [(one.first, one.last) for one in what_is_left_of(gap, found)] == left
    assert all((one.until, one.seen_at) == (3, NOW) for one in what_is_left_of(gap, found))


@pytest.mark.parametrize(
    ("oldest", "seconds", "may"), [(2, 3600, True), (3, 59, True), (3, 60, False), (2, 60, True)]
)
def test_a_gap_stays_while_a_transaction_runs_that_may_fill_it(oldest, seconds, may):
    gap = Gap(5, 9, until=3, seen_at=NOW)
    assert gap.may_still_come(oldest=oldest, now=NOW + timedelta(seconds=seconds)) is may
