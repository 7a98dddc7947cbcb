"""Neither database reads a whole table to find people."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from parloir.facilities.models import Facility
from parloir.people.known_visitors import visitors_known_at
from parloir.people.models import Inmate, Visitor
from parloir.people.queries import find_inmates, inmate_with_master_id
from parloir.people.search import search_people
from tests.factories.people import in_letters, make_inmate, make_visitor
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db
IS_POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture
def jail() -> Facility:
    """Return a facility with so many people that it pays to look for some by an index."""
    jail = make_jail()
    Inmate.objects.bulk_create(
        Inmate(
            facility=jail,
            area=jail.areas.first(),
            first_name=in_letters(number),
            master_id=str(number),
        )
        for number in range(400)
    )
    make_inmate(jail, master_id="A1")
    make_visitor()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_inmate")
    return jail


def plans(queries: CaptureQueriesContext) -> Iterator[str]:
    """Yield how the database carries out each of these queries. PostgreSQL is kept from reading the
    few rows of a test as a whole."""
    with connection.cursor() as cursor:
        if IS_POSTGRESQL:
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN" if IS_POSTGRESQL else "EXPLAIN QUERY PLAN"
        for query in list(queries.captured_queries):
            cursor.execute(f"{explain} {query['sql']}")
            yield "\n".join(str(row[-1]) for row in cursor.fetchall())


def assert_no_table_is_read(plan: str) -> None:
    assert re.search(r"Seq Scan on|\bSCAN people_", plan) is None, plan


def plans_of(look) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        look()
    found = list(plans(queries))
    for plan in found:
        assert_no_table_is_read(plan)
    return found


@pytest.mark.parametrize("text", ["ade", "adele", "adele bar"])
def test_inmates_are_found_by_indexes(jail, text):
    by_number, begins, *_ = plans_of(lambda: find_inmates(facility=jail, text=text))
    assert "inmates_by_number" in by_number
    assert "inmates_by_last_name" in begins
    assert "inmates_by_first_name" in begins


def test_a_name_of_two_letters_is_looked_for_among_those_who_are_held(jail):
    make_inmate(jail, last_name="Ng")
    *_, whole = plans_of(lambda: find_inmates(facility=jail, text="ng"))
    assert "_facility" in whole or "inmates_by" in whole


@pytest.mark.parametrize("number", ["A1", "a-1", "9"])
def test_an_inmate_is_found_by_the_index_of_numbers(jail, number):
    (plan,) = plans_of(lambda: inmate_with_master_id(facility=jail, master_id=number))
    assert "inmates_by_number" in plan


@pytest.mark.parametrize("text", ["alv", "alvarez", "maria alvarez"])
def test_visitors_are_found_by_indexes(jail, text):
    known = visitors_known_at([jail.agency])
    plans_of(lambda: search_people(known, text=text, most=20))


@pytest.mark.parametrize("model", [Inmate, Visitor])
@pytest.mark.parametrize("column", ["search_first", "search_last"])
def test_the_beginning_of_a_name_is_read_from_the_index(jail, model, column):
    rows: QuerySet = model.objects.filter(**{f"{column}__begins_with": "adel"})
    if model is Inmate:
        rows = rows.filter(facility=jail)
    (plan,) = plans_of(lambda: list(rows))
    names = {"search_first": "_by_first_name", "search_last": "_by_last_name"}
    assert names[column] in plan
    assert "~>=~" in plan or f"{column}>?" in plan
