"""In the source, only operations write facts. The guard finds writes that names do not show."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.facts.writes import Finder

ROOT = Path(__file__).parents[2] / "parloir"

# These write facts themselves, and why.
EXEMPT = {
    "demo/people.py": "the people of two facilities in which nobody has a booking yet",
    "demo/places.py": "two facilities that nobody can book at before they are there",
    "facts/wall_times.py": "moves facts and bookings together when the rules of a clock change",
    "facts/zone_rules.py": "takes over those rules, under the lock of facts",
}
# These may write them: the operations, and who is exempt.
ENTERS = {*EXEMPT, "facts/configuration.py"}


@cache
def sources() -> dict[str, str]:
    return {str(one.relative_to(ROOT)): one.read_text() for one in sorted(ROOT.rglob("*.py"))}


def found_in(texts: dict[str, str]) -> dict[str, list[tuple[int, str]]]:
    finder = Finder()
    trees = {name: ast.parse(text) for name, text in texts.items()}
    for tree in trees.values():
        finder.learn_aliases(tree)
    found = {name: finder.writes_in(tree) for name, tree in trees.items()}
    return {name: writes for name, writes in found.items() if writes}


def test_nobody_writes_facts_but_operations_and_who_is_exempt_and_needs_it():
    assert set(found_in(sources())) == set(EXEMPT)


def test_nobody_else_says_that_they_may_write_facts():
    entering = {
        name
        for name, text in sources().items()
        if name != "facts/guard.py" and "writing_facts" in text
    }
    assert entering == ENTERS


ALIAS = "Device = Monitor | Station"
PLANTED = [
    "Facility.objects.create(slug='x')",
    "Closure.objects.filter(pk=1).delete()",
    "Monitor._base_manager.all().update(in_service=False)",
    "Inmate.objects.update_or_create(master_id='1')",
    "VisitingHours.objects.bulk_create([])",
    "def end(closure: Closure):\n    closure.delete()",
    "def release(inmate: 'Inmate | None'):\n    inmate.save()",
    "def rest(device: Device):\n    type(device).objects.all().update(in_service=False)",
    "def rest(device: Device):\n    device.save(update_fields=['in_service', 'name'])",
    "def open_up(facility: Facility):\n    facility.hours.all().delete()",
    "def open_up(one):\n    one.facility.hours.create(kind='onsite')",
    "def clear(inmate: Inmate):\n    inmate.no_contacts.clear()",
    "def change(booking: Booking):\n    booking.inmate.save()",
    "order = NoContact(reason='')\norder.save()",
    "for quota in Quota.objects.all():\n    quota.delete()",
    "[row.delete() for row in StaffRole.objects.all()]",
    "(closure,) = lock_rows(Closure.objects.filter(pk=1))\nclosure.save()",
    "if (area := Area.objects.first()):\n    area.delete()",
    "async def rest(monitor: Monitor):\n    await monitor.asave()",
    "def lock(user: User):\n    user.save(update_fields=['is_active'])",
    "def lock(user: User):\n    user.delete()",
]

FREE = [
    "Booking.objects.filter(facility=facility).delete()",
    "def call(device: Device):\n    type(device).objects.all().update(asked_for_staff_at=now)",
    "def set_pin(inmate: Inmate):\n    inmate.save(update_fields=['pin_hash'])",
    "User.objects.create(email='maria@example.org')",
    "def speak(user: User):\n    User.objects.filter(pk=user.pk).update(language='es')",
    "def serve(client: ApiClient):\n    client.facilities.set([])",
    "facilities = set()\nfacilities.add(1)",
]


@pytest.mark.parametrize("source", PLANTED)
def test_a_planted_write_is_found(source):
    assert list(found_in({"alias.py": ALIAS, "planted.py": source})) == ["planted.py"]


@pytest.mark.parametrize("source", FREE)
def test_what_is_no_fact_may_be_written(source):
    assert found_in({"alias.py": ALIAS, "free.py": source}) == {}
