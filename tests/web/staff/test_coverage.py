"""The coverage page, and its table as a file."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.visits.models import WatchSpan
from parloir.visits.operations import end
from parloir.visits.states import Outcome
from tests.factories.moments import MINUTE, MONDAY
from tests.factories.people import OFFICER, make_staff
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

PAGE = {"first": MONDAY.isoformat(), "last": MONDAY.isoformat()}


@pytest.fixture
def watched(cast):
    """Return a visit of half an hour that somebody watched for ten minutes."""
    visit = make_live(make_booking(cast.jail))
    over = TEN_ON_MONDAY + 30 * MINUTE
    end(visit=visit, outcome=Outcome.COMPLETED, by=OFFICER, now=over, ended_by="clock")
    officer = make_staff(Role.OFFICER, cast.jail, full_name="=Dana Reyes")
    WatchSpan.objects.create(
        visit=visit, connection="c", officer_ref=officer.public_id,
        from_at=TEN_ON_MONDAY, to_at=TEN_ON_MONDAY + 10 * MINUTE,
    )  # fmt: skip
    return visit


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.SUPERVISOR, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.AUDITOR, 200),
        (Role.OFFICER, 403),
        (Role.REGISTRAR, 403),
    ],
)
def test_coverage_is_for_who_answers_for_it(cast, role, status):
    assert cast.client(role).get(reverse("coverage")).status_code == status


def test_a_day_says_what_was_live_and_what_was_watched(cast, watched):
    page = cast.client(Role.SUPERVISOR).get(reverse("coverage"), PAGE)

    ((day, live, seen),) = page.context["days"]
    assert (day.visits, live, seen, day.share) == (1, 30, 10, 33)
    assert page.context["officers"] == [("=Dana Reyes", 10, 1)]


def test_another_facility_is_not_shown(cast, watched):
    page = cast.client(Role.SUPERVISOR).get(
        reverse("coverage"), PAGE | {"facility": cast.other_jail.slug}
    )
    assert page.context["facility"] == cast.jail


def test_days_that_are_the_wrong_way_round_are_turned_and_too_many_are_cut(cast):
    page = cast.client(Role.SUPERVISOR).get(
        reverse("coverage"),
        {"first": MONDAY.isoformat(), "last": (MONDAY - timedelta(days=500)).isoformat()},
    )
    assert len(page.context["days"]) == 92


def test_the_table_has_a_row_a_day_and_a_row_an_officer_and_no_formula(cast, watched):
    page = cast.client(Role.SUPERVISOR).get(reverse("coverage"), PAGE | {"format": "csv"})

    assert page["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(page.content.decode())))
    assert rows[1:] == [
        ["2026-05-11", "", "1", "30", "10", "0"],
        ["2026-05-11", "'=Dana Reyes", "", "", "10", ""],
    ]
