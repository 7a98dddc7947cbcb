"""Ids are assigned when rows are written, and seen when they are committed: in any order."""

from hypothesis import given
from hypothesis import strategies as st

from parloir.changes.position import MOST_MISSING, WAITS_SECONDS, Position


def begun(*ids: int, at: float = 0.0) -> Position:
    position = Position()
    position.begin(ids, at=at)
    return position


def look(position: Position, table: dict[int, str], *, at: float = 0.0) -> frozenset[str]:
    """Do what a follower does at each poll."""
    assert position.latest is not None
    missing = set(position.missing)
    rows = [row for row in sorted(table.items()) if row[0] > position.latest or row[0] in missing]
    return position.take(rows, at=at)


def test_what_was_there_at_first_is_taken_for_seen():
    table = {7: "a", 8: "b"}
    position = begun(7, 8)
    assert look(position, table) == frozenset()
    table[9] = "c"
    assert look(position, table) == {"c"}
    assert look(position, table) == frozenset()


def test_an_empty_table_is_begun_before_its_first_row():
    assert look(begun(), {1: "a"}) == {"a"}


def test_a_lower_id_that_is_committed_later_is_found():
    table = {1: "a", 3: "c"}
    position = begun(1)
    assert look(position, table) == {"c"}
    table[2] = "b"
    assert look(position, table) == {"b"}
    assert look(position, table) == frozenset()


def test_a_row_that_was_being_written_at_first_is_found():
    position = begun(1, 2, 4)
    assert look(position, {1: "a", 2: "b", 3: "c", 4: "d"}) == {"c"}


def test_what_is_missing_for_a_minute_was_rolled_back():
    position = begun(1, 3)
    look(position, {}, at=WAITS_SECONDS - 1)
    assert position.missing == [2]
    look(position, {}, at=WAITS_SECONDS)
    assert position.missing == []


def test_a_number_far_ahead_is_not_waited_up_to():
    position = begun(1)
    look(position, {1_000_000: "a"})
    assert position.missing == list(range(1_000_000 - MOST_MISSING, 1_000_000))


@given(
    order=st.permutations(range(1, 13)),
    rolled_back=st.sets(st.integers(1, 12)),
    already=st.integers(0, 12),
    looks=st.sets(st.integers(0, 12)),
)
def test_every_commit_is_heard_once_in_whatever_order(order, rolled_back, already, looks):
    table = {number: str(number) for number in order[:already] if number not in rolled_back}
    before = set(table.values())
    position = begun(*sorted(table))
    heard: list[str] = []
    for place, number in enumerate(order[already:]):
        if number not in rolled_back:
            table[number] = str(number)
        if place in looks:
            heard += look(position, table)
    heard += look(position, table)
    # A row below all that was there at first is the one thing that a beginner cannot know of.
    expected = {
        topic for number, topic in table.items() if number >= min(map(int, before), default=0)
    }
    assert sorted(heard) == sorted(expected - before)
