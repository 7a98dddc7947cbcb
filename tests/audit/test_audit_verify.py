"""`audit_verify` names the first event that is altered, missing, reordered or was added."""

from dataclasses import replace

import pytest
from django.db import connection

from parloir.audit.actors import CLOCK
from parloir.audit.chain import chain_as_stored, seal_next
from parloir.audit.gaps import GIVEN_UP_AFTER
from parloir.audit.heads import Head, head_of
from parloir.audit.models import AuditBlock, AuditCheckpoint, AuditEvent
from parloir.audit.operations import record
from parloir.audit.verifying import Fault, Finding, verify
from tests.factories.emptied_audit import skip_an_id
from tests.factories.moments import MINUTE, NINE_ON_MONDAY
from tests.factories.subjects import Thing

pytestmark = pytest.mark.django_db

NOW = NINE_ON_MONDAY


@pytest.fixture
def ids(without_triggers) -> list[int]:
    """Return the ids of six events: two in each of two blocks, and two that are not sealed."""
    chain = chain_as_stored(now=NOW)
    for _ in range(2):
        happen(2)
        seal_next(chain, now=NOW)
    happen(2)
    return list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))


def happen(count: int) -> None:
    for _ in range(count):
        minutes = AuditEvent.objects.count()
        record("open", by=CLOCK, on=Thing("thing0000001"), at=NOW + minutes * MINUTE)


def do(statement: str, *parameters: str | int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_audit_verify_finds_nothing_in_what_was_only_added_to(ids):
    report = verify(heads=[newest_head()])
    assert report.finding is None
    assert (report.blocks, report.events, report.unsealed) == (2, 4, 2)


def test_audit_verify_says_from_when_on_the_tail_is_not_sealed(ids):
    assert verify().unsealed_since == NOW + 4 * MINUTE
    seal_next(chain_as_stored(now=NOW), now=NOW)
    assert (verify().unsealed, verify().unsealed_since) == (0, None)


@pytest.mark.parametrize("place", range(6))
def test_audit_verify_names_an_altered_event(ids, place):
    do("UPDATE audit_auditevent SET outcome = 'refused' WHERE id = %s", ids[place])
    block = {0: 1, 1: 1, 2: 2, 3: 2}.get(place, 0)
    assert verify().finding == Finding(Fault.ALTERED, event=ids[place], block=block)


def test_audit_verify_names_the_first_of_several(ids):
    do("UPDATE audit_auditevent SET outcome = 'refused' WHERE id IN (%s, %s)", ids[3], ids[2])
    assert verify().finding == Finding(Fault.ALTERED, event=ids[2], block=2)


@pytest.mark.parametrize("place", range(4))
def test_audit_verify_names_a_missing_event(ids, place):
    do("DELETE FROM audit_auditevent WHERE id = %s", ids[place])
    assert verify().finding == Finding(Fault.MISSING, event=ids[place], block=place // 2 + 1)


def test_audit_verify_names_events_that_changed_places(ids):
    first, second = ids[1], ids[2]
    for old, new in ((first, 10**9), (second, first), (10**9, second)):
        do("UPDATE audit_auditevent SET id = %s WHERE id = %s", new, old)
    assert verify().finding == Finding(Fault.REORDERED, event=first, block=1)


def test_audit_verify_names_an_event_that_was_added_among_settled_ones(without_triggers):
    """Its MAC is right: it was moved there."""
    chain = chain_as_stored(now=NOW)
    happen(1)
    skip_an_id()
    happen(1)
    seal_next(chain, now=NOW)
    seal_next(chain, now=NOW + GIVEN_UP_AFTER)
    happen(1)
    first, _other, last = AuditEvent.objects.order_by("pk").values_list("pk", flat=True)
    assert verify().finding is None
    do("UPDATE audit_auditevent SET id = %s WHERE id = %s", first + 1, last)
    assert verify().finding == Finding(Fault.ADDED, event=first + 1)


@pytest.mark.parametrize(
    "change",
    ["settled_id = settled_id + 1", "highest_id = 10", "made_at = '2020-01-01 00:00:00+00'"],
)
def test_audit_verify_names_an_altered_block(ids, change):
    do(f"UPDATE audit_auditblock SET {change} WHERE number = 1")  # noqa: S608
    assert verify().finding == Finding(Fault.BLOCK_ALTERED, block=1)


def test_audit_verify_names_a_missing_block(ids):
    do("DELETE FROM audit_auditblock WHERE number = 1")
    assert verify().finding == Finding(Fault.BLOCK_MISSING, block=1)


def test_audit_verify_names_the_end_that_was_cut_off(ids):
    head = newest_head()
    do("DELETE FROM audit_auditblock WHERE number = 2")
    do("DELETE FROM audit_auditevent WHERE id >= %s", ids[2])
    assert verify().finding is None
    assert verify(heads=[head]).finding == Finding(Fault.BLOCK_MISSING, block=2)


def test_audit_verify_compares_the_chain_with_an_older_head(ids):
    (old,) = (head_of(block) for block in AuditBlock.objects.filter(number=1))
    assert verify(heads=[old]).finding is None
    other = replace(old, link="00" * 32)
    assert verify(heads=[other]).finding == Finding(Fault.HEAD_FORGED, block=1)
    assert verify(heads=[other.signed()]).finding == Finding(Fault.HEAD_DIFFERS, block=1)


def test_audit_verify_believes_no_checkpoint_that_is_not_signed(ids):
    AuditCheckpoint.objects.create(
        made_at=NOW, block_number=1, last_id=ids[1], link=b"", signature=b"0" * 64
    )
    assert verify().finding == Finding(Fault.CHECKPOINT_FORGED, block=1)


def newest_head() -> Head:
    return head_of(AuditBlock.objects.latest("number"))
