"""One source of zone data, and the zones that a facility can have."""

import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest

from parloir.scheduling.zone_data import (
    current_digest,
    data_version,
    digest_of,
    first_difference,
    is_zone_of_a_place,
    system_zone_content,
    zone_content,
    zone_from,
)
from tests.scheduling.zones import CHICAGO, LONDON, NEW_YORK

ROOT = Path(__file__).parents[2]
TWO_YEARS = timedelta(days=730)
SUMMER = datetime(2026, 7, 1, tzinfo=UTC)


def test_settings_leave_the_package_as_the_only_source():
    assert zoneinfo.TZPATH == ()
    assert "localtime" not in available_timezones()
    vancouver = datetime(2027, 1, 15, tzinfo=UTC).astimezone(ZoneInfo("America/Vancouver"))
    assert vancouver.utcoffset() == timedelta(hours=-7)  # the data of 2026: one offset all year


@pytest.mark.parametrize("where", ["0", "/usr/share/zoneinfo"])
def test_no_variable_of_the_environment_brings_the_systems_files_back(where):
    seen = subprocess.run(
        [
            sys.executable,
            "-c",
            "import parloir.config.settings, zoneinfo; print(zoneinfo.TZPATH)",
        ],
        env={"PYTHONTZPATH": where, "PARLOIR_DEMO": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout == "()\n"


def rows_of_zone_tab():
    table = Path(sys.modules["tzdata"].__file__).parent / "zoneinfo" / "zone.tab"
    lines = table.read_text().splitlines()
    return [line.split("\t")[2] for line in lines if not line.startswith("#")]


def test_every_zone_of_the_table_of_places_can_be_chosen():
    places = rows_of_zone_tab()
    assert len(places) > 400
    assert [name for name in places if not is_zone_of_a_place(name)] == []


@pytest.mark.parametrize(
    "name", ["America/Chicago", "America/Indiana/Knox", "US/Central", "Canada/Newfoundland",
             "Navajo", "Pacific/Pago_Pago", "America/Argentina/Ushuaia"]
)  # fmt: skip
def test_a_zone_of_a_place_can_be_chosen(name):
    assert is_zone_of_a_place(name)


@pytest.mark.parametrize(
    "name",
    ["localtime", "Factory", "posixrules", "leapseconds", "right/America/Chicago",
     "posix/America/Chicago", "Etc/GMT+6", "Etc/UTC", "Etc/Unknown", "UTC", "GMT", "GMT0", "Zulu",
     "EST", "EST5EDT", "MST", "HST", "CET", "", "America", "America/", "Mars/Olympus",
     "america/chicago", "America/Chicago ", "../zoneinfo/America/Chicago", "/America/Chicago",
     "zone.tab", "tzdata.zi"],
)  # fmt: skip
def test_a_zone_of_no_place_cannot(name):
    assert not is_zone_of_a_place(name)


def test_all_other_names_are_of_offsets_or_machines():
    others = {name for name in available_timezones() if not is_zone_of_a_place(name)}
    assert {name for name in others if "/" in name and not name.startswith("Etc/")} == set()
    assert len(others) == 56


def test_the_content_of_a_zone_gives_its_rules():
    content = zone_content("America/New_York")
    read = zone_from("America/New_York", content)
    assert str(read) == "America/New_York"
    assert first_difference(read, NEW_YORK, since=SUMMER, within=TWO_YEARS) is None
    assert current_digest("America/New_York") == digest_of("America/New_York", content)


def test_a_digest_is_of_a_name_and_its_rules():
    content = zone_content("America/New_York")
    assert zone_content("US/Eastern") == content
    assert digest_of("US/Eastern", content) != digest_of("America/New_York", content)
    assert digest_of("America/New_York", content + b" ") != digest_of("America/New_York", content)


def test_a_zone_that_does_not_exist_has_no_content_and_no_digest():
    assert zone_content("Mars/Olympus") is None
    assert current_digest("Mars/Olympus") is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "", "America//Chicago"])
def test_a_name_does_not_lead_out_of_the_systems_folder(name):
    assert system_zone_content(name) is None


def test_clocks_that_show_the_same_do_not_differ_whatever_they_are_called():
    assert first_difference(CHICAGO, ZoneInfo("US/Central"), since=SUMMER, within=TWO_YEARS) is None
    winnipeg, regina = ZoneInfo("America/Winnipeg"), ZoneInfo("America/Regina")
    assert first_difference(winnipeg, regina, since=SUMMER, within=TWO_YEARS) is not None


def test_the_first_difference_is_the_hour_at_which_one_clock_changes():
    # New York and London are five hours apart, but for the weeks between their changes.
    november_first = datetime(2026, 11, 1, tzinfo=UTC)
    phoenix, denver = ZoneInfo("America/Phoenix"), ZoneInfo("America/Denver")
    after = november_first + timedelta(days=2)
    assert first_difference(denver, phoenix, since=after, within=timedelta(days=120)) is None
    change = datetime(2027, 3, 14, 9, tzinfo=UTC)
    assert first_difference(denver, phoenix, since=after, within=timedelta(days=140)) == change
    assert first_difference(LONDON, NEW_YORK, since=after, within=timedelta(hours=1)) == after


def test_versions_sort_by_their_age():
    assert "2025b" < "2026a" <= data_version()
