"""The operator learns of zones that are wrong, and of old data on the machine."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from parloir.facilities.checks import facilities_have_zones_of_places
from parloir.facilities.models import Facility
from parloir.facilities.zone_warnings import _system_differs, zone_warning
from tests.factories.places import FacilityFactory
from tests.factories.zone_tables import CENTRAL, WINTER, zone_file_of

pytestmark = pytest.mark.django_db

VERSIONS = "parloir.facilities.zone_warnings.{}_version"


@pytest.fixture
def system(monkeypatch):
    """Let the operating system's files follow a rule, in data of a version."""
    _system_differs.cache_clear()

    def has(rule: str | None, *, version: str, ours: str = "2026b") -> None:
        content = rule and zone_file_of(rule)
        module = "parloir.facilities.zone_warnings"
        monkeypatch.setattr(f"{module}.system_zone_content", lambda _name: content)
        monkeypatch.setattr(VERSIONS.format("system_data"), lambda: version)
        monkeypatch.setattr(VERSIONS.format("data"), lambda: ours)

    yield has
    _system_differs.cache_clear()


@pytest.mark.parametrize(
    ("rule", "version", "words"),
    [
        (CENTRAL, "2025b", ""),
        (WINTER, "2025b", "The system's zone data is old: America/Chicago. Upgrade its package"),
        (WINTER, "", "The system's zone data is old: America/Chicago."),
        (WINTER, "2026b", "The system's zone data is old: America/Chicago."),
        (WINTER, "2026c", "The zone data of this version is older than the system's:"),
        (None, "", ""),
    ],
)
def test_offsets_are_compared_and_the_older_data_is_named(system, now, rule, version, words):
    FacilityFactory()
    system(rule, version=version)
    warning = zone_warning(now=now)
    assert warning.startswith(words)
    assert bool(warning) == bool(words)


def test_zones_that_nobody_uses_do_not_count(system, now):
    system(WINTER, version="2025b")
    assert zone_warning(now=now) == ""


@pytest.fixture
def set_to_the_machine():
    FacilityFactory(slug="fine")
    facility = FacilityFactory(slug="jackson")
    Facility.objects.filter(pk=facility.pk).update(time_zone="localtime")


def test_a_zone_of_no_place_is_said_first(set_to_the_machine, now):
    assert zone_warning(now=now).startswith("localtime: not the time zone of a place.")


def test_the_check_names_the_facility_and_what_to_do(set_to_the_machine):
    (warning,) = facilities_have_zones_of_places(databases=["default"])
    assert warning.id == "facilities.W001"
    assert warning.msg == (
        "The facility jackson has the time zone localtime, which is not that of a place."
    )
    assert "Configuration" in warning.hint


def test_it_is_one_of_the_checks_of_the_database(set_to_the_machine):
    ids = [one.id for one in run_checks(databases=["default"])]
    assert ids.count("facilities.W001") == 1
    assert facilities_have_zones_of_places() == []


def test_a_warning_stops_no_command(set_to_the_machine, capsys):
    call_command("check", databases=["default"])
    assert "facilities.W001" in capsys.readouterr().err
