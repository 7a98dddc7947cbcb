"""A facility's clock runs by the file of zone data by which its times were converted."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import ProtectedError

from parloir.facilities.models import Facility, ZoneFile
from parloir.scheduling.zone_data import current_digest, data_version
from tests.factories.places import FacilityFactory
from tests.factories.zone_tables import CENTRAL, WINTER, zone_file_of

pytestmark = pytest.mark.django_db

CHICAGO, DENVER = "America/Chicago", "America/Denver"
migration = import_module("parloir.facilities.migrations.0009_zone_files_of_facilities")


def test_a_new_facility_keeps_the_current_file():
    kept = FacilityFactory().zone_file
    assert (kept.digest, kept.name, kept.version) == (
        current_digest(CHICAGO), CHICAGO, data_version()
    )  # fmt: skip


def test_facilities_of_one_zone_share_a_file():
    FacilityFactory.create_batch(2)
    FacilityFactory(time_zone=DENVER)
    assert ZoneFile.objects.count() == 2


def test_another_zone_brings_its_file():
    facility = FacilityFactory()
    facility.time_zone = DENVER
    facility.save(update_fields=["time_zone"])
    facility = Facility.objects.get()
    assert facility.zone_file.name == facility.zone.key == DENVER


@pytest.mark.parametrize("fields", [None, ["name"], ["time_zone", "name"]])
def test_saving_something_else_leaves_old_rules_as_they_are(fields):
    facility = with_rules(WINTER)
    facility.name = "Another"
    facility.save(update_fields=fields)
    assert Facility.objects.get().zone_file.content == zone_file_of(WINTER)


def test_a_file_that_a_facility_needs_is_not_deleted():
    kept = FacilityFactory().zone_file
    with pytest.raises(ProtectedError):
        kept.delete()


def test_while_the_rules_are_the_current_ones_no_query_reads_them(django_assert_num_queries):
    FacilityFactory()
    facility = Facility.objects.get()
    with django_assert_num_queries(0):
        assert facility.zone.key == CHICAGO


def with_rules(rule) -> Facility:
    facility = FacilityFactory()
    facility.zone_file = ZoneFile.objects.create(
        digest=rule.ljust(64), name=CHICAGO, version="2020a", content=zone_file_of(rule)
    )
    facility.save(update_fields=["zone_file"])
    return facility


# --- The upgrade ------------------------------------------------------------------------------


def upgraded(time_zone=CHICAGO) -> Facility:
    FacilityFactory()
    Facility.objects.update(zone_file=None, time_zone=time_zone)
    ZoneFile.objects.all().delete()
    migration.keep_files(apps, None)
    return Facility.objects.get()


def test_an_upgrade_keeps_the_systems_file_by_which_times_were_converted(monkeypatch):
    monkeypatch.setattr(migration, "system_zone_content", lambda _name: zone_file_of(CENTRAL))
    kept = upgraded().zone_file
    assert (kept.name, kept.version, bytes(kept.content)) == (CHICAGO, "", zone_file_of(CENTRAL))


def test_without_a_systems_file_it_keeps_the_packages(monkeypatch):
    monkeypatch.setattr(migration, "system_zone_content", lambda _name: None)
    assert upgraded().zone_file_id == current_digest(CHICAGO)


def test_a_zone_that_only_the_machine_has_keeps_its_clock(monkeypatch):
    monkeypatch.setattr(migration, "system_zone_content", lambda _name: zone_file_of(WINTER))
    facility = upgraded(time_zone="localtime")
    assert facility.zone_file.name == facility.zone.key == "localtime"


def test_a_zone_that_nobody_has_keeps_nothing():
    assert upgraded(time_zone="Mars/Olympus").zone_file is None
