"""Statements that turn instants into wall time are found on both databases."""

import pytest
from django.db import connection
from django.db.models.functions import ExtractHour, TruncDate

from parloir.audit.models import AuditEvent
from tests.wall_time_in_sql import WallTimeInSql

pytestmark = pytest.mark.django_db

EVENTS = AuditEvent.objects


@pytest.mark.parametrize(
    "query",
    [
        lambda: EVENTS.filter(at__date="2026-05-11"),
        lambda: EVENTS.filter(at__hour=3),
        lambda: EVENTS.annotate(day=TruncDate("at")),
        lambda: EVENTS.annotate(hour=ExtractHour("at")),
        lambda: EVENTS.datetimes("at", "month"),
    ],
    ids=["a date", "an hour", "truncated", "extracted", "a hierarchy of dates"],
)
def test_a_conversion_in_a_query_is_refused(query):
    with pytest.raises(WallTimeInSql):
        list(query())


def test_a_conversion_in_plain_sql_is_refused():
    with pytest.raises(WallTimeInSql), connection.cursor() as cursor:
        cursor.execute("SELECT now() AT TIME ZONE 'America/Chicago'")


def test_comparisons_of_instants_are_not(now):
    assert list(EVENTS.filter(at__gte=now, at__lt=now).order_by("at")) == []
