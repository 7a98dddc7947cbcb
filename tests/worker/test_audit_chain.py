"""The worker with the lease seals the audit, and keeps the signed head."""

from datetime import timedelta

import pytest

from parloir.audit.actors import CLOCK
from parloir.audit.heads import own_head_file, read_head
from parloir.audit.models import AuditBlock
from parloir.audit.operations import record
from parloir.audit.verifying import verify
from parloir.liveness.operations import LEASE_LASTS
from parloir.worker.audit_chain import AuditChain
from tests.factories.moments import MINUTE, NINE_ON_MONDAY
from tests.factories.subjects import Thing

pytestmark = pytest.mark.django_db

NOW = NINE_ON_MONDAY
A_DAY = timedelta(days=1)


def happen() -> None:
    record("open", by=CLOCK, on=Thing("thing0000001"), at=NOW)


def count_blocks() -> int:
    return AuditBlock.objects.count()


@pytest.fixture
def elsewhere(settings, tmp_path):
    settings.AUDIT_HEADS = tmp_path / "elsewhere"
    return settings.AUDIT_HEADS


def test_only_the_worker_with_the_lease_seals():
    one, other = AuditChain("one"), AuditChain("other")
    happen()
    one.seal(now=NOW)
    happen()
    other.seal(now=NOW)
    assert count_blocks() == 1
    other.seal(now=NOW + LEASE_LASTS + timedelta(microseconds=1))
    assert count_blocks() == 2
    one.seal(now=NOW + LEASE_LASTS + timedelta(microseconds=1))
    assert verify().finding is None


def test_the_newest_head_is_in_a_file_that_is_signed():
    chain = AuditChain("one")
    for number in (1, 2):
        happen()
        chain.seal(now=NOW)
        head = read_head(own_head_file())
        assert (head.block, head.is_ours) == (number, True)


def test_a_worker_that_was_killed_before_it_wrote_the_head_writes_it_when_it_is_back():
    happen()
    AuditChain("one").seal(now=NOW)
    own_head_file().unlink()
    AuditChain("one").seal(now=NOW)
    assert read_head(own_head_file()).block == 1


def test_a_head_is_left_elsewhere_once_a_day_also_if_nothing_happens(elsewhere):
    chain = AuditChain("one")
    for now in (NOW, NOW + MINUTE, NOW + A_DAY):
        happen() if now != NOW + A_DAY else None
        chain.seal(now=now)
    heads = {path.name: read_head(path).block for path in elsewhere.iterdir()}
    assert heads == {
        f"parloir-audit-{NOW:%Y-%m-%d}.json": 1,
        f"parloir-audit-{NOW + A_DAY:%Y-%m-%d}.json": 2,
    }


def test_events_are_sealed_although_the_place_elsewhere_cannot_be_written(elsewhere, caplog):
    elsewhere.write_text("no directory")
    happen()
    AuditChain("one").seal(now=NOW)
    assert count_blocks() == 1
    assert "The head of the audit could not be written" in caplog.text
