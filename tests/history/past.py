"""The past of a jail, inserted with one statement for each table.

The rows are what operations would have left behind, as far as queries can tell: their states,
times and references, in the numbers of a jail of that size. Nothing is sealed in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connection, models

from bench.full_jail import Size, build_block
from parloir.audit.models import AuditBlock, AuditEvent
from parloir.bookings.models import Booking, SlotClaim
from parloir.changes.models import Change
from parloir.facilities.models import Facility, Monitor, Station
from parloir.notices.models import Notice
from parloir.people.models import Inmate, Visitor
from parloir.sanctions.models import Violation
from parloir.throttling.models import Attempt
from parloir.visits.models import Admission, Intervention, Leg, Visit, WatchSpan

# Beyond the ids of the rows that the test itself has made; later ones follow after all of these.
FIRST_ID = 100_000_000
YEAR = timedelta(days=365)
EVENTS_A_BOOKING = 4
# The latest visit of the past ended before what the wall shows as recent.
PAUSE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Past:
    """How much has happened in a year: `bookings` in all, of which nine in ten took place."""

    bookings: int
    size: Size


A_YEAR = Past(bookings=250_000, size=Size(areas=5, inmates_an_area=200, monitors=20))
A_LITTLE = Past(bookings=4_000, size=Size(areas=2, inmates_an_area=25, monitors=5))


def insert_past(past: Past, *, facility: Facility, now: datetime) -> None:
    """Give the facility its people and devices, and a year in which they have met."""
    for number in range(past.size.areas):
        build_block(facility, 50 + number, past.size, now)
    Monitor.objects.bulk_create(
        Monitor(facility=facility, name=f"Past {number}") for number in range(past.size.monitors)
    )
    _insert_bookings(past, facility, now)
    _insert_visits(past, facility, now)
    _insert_records(past, now)
    _seal_the_audit(past, now)
    _insert_what_is_deleted_soon(past, now)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def let_ids_begin_again() -> None:
    """Forget how far ids have come in tables that are empty now, so that no later row has one of
    the past's."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = 0")
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def _insert_bookings(past: Past, facility: Facility, now: datetime) -> None:
    begun = _moment(now, _age(past))
    _insert(
        Booking,
        past.bookings,
        public_id="'b' || n",
        facility_id=str(facility.pk),
        kind="CASE WHEN n % 2 = 0 THEN 'onsite' ELSE 'remote' END",
        visitor_id=_one_of(Visitor),
        inmate_id=_one_of(Inmate),
        monitor_id=f"CASE WHEN n % 2 = 0 THEN {_one_of(Monitor)} END",
        station_id=_one_of(Station),
        starts_at=begun,
        ends_at=_moment(now, f"{_age(past)} - 1800"),
        state="CASE WHEN n % 10 = 0 THEN 'not_held' ELSE 'fulfilled' END",
        pin_hash="'past' || n",
        booked_at=_moment(now, f"{_age(past)} + 86400"),
        closed_at=_moment(now, f"{_age(past)} - 1800"),
    )
    for tick in range(6):
        _insert(
            SlotClaim,
            past.bookings,
            number=tick,
            booking_id=str(FIRST_ID) + " + n",
            resource="'past' || n",
            tick=str(tick),
        )


def _insert_visits(past: Past, facility: Facility, now: datetime) -> None:
    begun, ended = _moment(now, _age(past)), _moment(now, f"{_age(past)} - 1800")
    this = f"{FIRST_ID} + n"
    took_place = "n % 10 <> 0"
    _insert(
        Visit,
        past.bookings,
        where=took_place,
        public_id="'v' || n",
        booking_id=this,
        facility_id=str(facility.pk),
        state="'ended'",
        opened_at=begun,
        started_at=begun,
        ends_at=ended,
        ended_at=ended,
        outcome="CASE WHEN n % 100 = 1 THEN 'terminated' ELSE 'completed' END",
        ground="CASE WHEN n % 100 = 1 THEN 'weapons' ELSE '' END",
        room_id=this,
        room_secret="'past'",
        room_opened_at=begun,
        room_closed_at=ended,
    )
    for number, (side, device) in enumerate((("visitor", Monitor), ("inmate", Station))):
        place = _one_of(device)
        _insert(
            Admission,
            past.bookings,
            where=took_place,
            number=number,
            public_id=f"'{side[0]}a' || n",
            visit_id=this,
            side=f"'{side}'",
            monitor_id=f"CASE WHEN n % 2 = 0 THEN {place} END" if device is Monitor else "NULL",
            station_id=place if device is Station else "NULL",
            state="'left'",
            language="'en'",
            admitted_at=begun,
            touched_at=begun,
            ready_at=begun,
            left_at=ended,
            thanks_until=ended,
        )
        _insert(
            Leg,
            past.bookings,
            where=took_place,
            number=number,
            visit_id=this,
            role=f"'{side}'",
            owner=f"'{side[0]}a' || n",
            generation="1",
            session_id=f"{number} * {FIRST_ID} + n",
            feed_id=f"{number} * {FIRST_ID} + n",
            created_at=begun,
            closed_at=ended,
        )
        _insert(
            WatchSpan,
            past.bookings,
            where=took_place,
            number=number,
            visit_id=this,
            connection="'past:' || (n % 500)",
            officer_ref="'past'",
            from_at=begun,
            to_at=ended,
        )
    _insert(
        Intervention,
        past.bookings,
        where="n % 10 = 1",
        public_id="'i' || n",
        visit_id=this,
        kind="'message'",
        concerns_visitor="TRUE",
        concerns_inmate="TRUE",
        at=begun,
        actor_kind="'staff'",
    )


def _insert_records(past: Past, now: datetime) -> None:
    at = _moment(now, _age(past))
    for number in range(EVENTS_A_BOOKING):
        _insert(
            AuditEvent,
            past.bookings,
            number=number,
            at=at,
            actor_kind="'clock'",
            action="'past'",
            subject_kind="'visit'",
            subject_ref="'v' || n",
            outcome="'done'",
        )
    _insert(
        Notice,
        past.bookings,
        public_id="'n' || n",
        kind="'booking_confirmed'",
        email="'somebody@past.example'",
        language="'en'",
        state="'sent'",
        created_at=at,
        next_try_at=at,
        sent_at=at,
    )
    facility = str(Facility.objects.values_list("pk", flat=True)[0])
    _insert(
        Violation,
        past.bookings,
        where="n % 100 = 1",
        public_id="'x' || n",
        facility_id=facility,
        visitor_id=_one_of(Visitor),
        inmate_id=_one_of(Inmate),
        visit_ref="'v' || n",
        ground="'weapons'",
        by_visitor="TRUE",
        by_inmate="FALSE",
        state="'dismissed'",
        occurred_date=f"DATE({at})",
        recorded_at=at,
        recorded_by="'past'",
    )


def _seal_the_audit(past: Past, now: datetime) -> None:
    """Insert the last block of the chain, in which or before which all these events are."""
    last = FIRST_ID * EVENTS_A_BOOKING + past.bookings
    AuditBlock.objects.create(
        number=1, made_at=now, settled_id=last, highest_id=last, events=b"", link=b""
    )


def _insert_what_is_deleted_soon(past: Past, now: datetime) -> None:
    """Insert what the last hour, day and fortnight have left. Older rows are deleted."""
    count = past.bookings // 50
    _insert(Change, count, topic="'visit:past'", at=_moment(now, f"n * 3000.0 / {count}"))
    _insert(Attempt, count, key="'past:' || (n % 40)", at=_moment(now, f"n * 80000.0 / {count}"))
    _insert(
        Session,
        count,
        session_key="'past' || n",
        session_data="'past'",
        expire_date=_moment(now + timedelta(days=14), f"n * 1000000.0 / {count}"),
    )


# SQL that both databases read


def _insert(
    model: type[models.Model],
    count: int,
    *,
    where: str = "TRUE",
    number: int = 0,
    **expressions: str,
) -> None:
    """Insert a row for each n from 1 to `count` with `where`. Other columns are null or empty.

    `number` keeps the ids of several statements for one table apart.
    """
    columns: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        is_key = isinstance(field, models.AutoField)
        usual = f"{FIRST_ID} * {number + 1} + n" if is_key else _empty(field)
        columns[str(field.column)] = expressions.get(str(field.column), usual)
    assert expressions.keys() <= columns.keys(), expressions.keys() - columns.keys()
    _execute(model._meta.db_table, columns, count, where)


def _execute(table: str, columns: Mapping[str, str], count: int, where: str) -> None:
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    chosen = f"SELECT {', '.join(columns.values())} FROM series WHERE {where}"  # noqa: S608
    numbers = f"SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count}"  # noqa: S608
    series = f"WITH RECURSIVE series(n) AS ({numbers})"
    with connection.cursor() as cursor:
        cursor.execute(f"{into} {series} {chosen}")


def _empty(field: "models.Field[Any, Any]") -> str:
    if field.null:
        return "NULL"
    if isinstance(field, models.BooleanField):
        return "FALSE"
    if isinstance(field, models.BinaryField):
        return "''::bytea" if connection.vendor == "postgresql" else "x''"
    if isinstance(field, models.JSONField):
        return "'{}'"
    return "0" if isinstance(field, models.IntegerField) else "''"


def _age(past: Past) -> str:
    """Return how many seconds ago the n-th booking began, the latest first."""
    return f"({PAUSE.total_seconds():.0f} + n * {YEAR.total_seconds() / past.bookings})"


def _moment(now: datetime, seconds_ago: str) -> str:
    at = now.strftime("%Y-%m-%d %H:%M:%S")
    if connection.vendor == "postgresql":
        return f"(TIMESTAMPTZ '{at}+00' - ({seconds_ago}) * INTERVAL '1 second')"
    return f"DATETIME('{at}', (-({seconds_ago})) || ' seconds')"


def _one_of(model: type[models.Model]) -> str:
    """Return the key of one of these rows, which were all inserted together or nearly so."""
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    lowest = keys.pop()
    highest = lowest
    while keys and keys[-1] == lowest - 1:
        lowest = keys.pop()
    return f"({lowest} + n % {highest - lowest + 1})"
