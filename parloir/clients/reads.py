"""What programs read of people: counted by minute, program and person, one event for each.

A program may ask a hundred times a minute. Each answer adds to a row before it is sent; the worker
turns the rows of a minute that is over into events.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from parloir.audit.actors import Actor
from parloir.audit.models import AuditEvent
from parloir.audit.operations import event_of
from parloir.clients.models import ApiClient, ReadTally
from parloir.locks import lock_rows

ACTION: Final = "read_through_api"
BATCH: Final = 1000
LATE: Final = timedelta(seconds=10)
"""How long after its minute a slow answer may still be counted."""


@dataclass(frozen=True, slots=True)
class Person:
    """The visitor or inmate as the subject of an event: a tally has their id alone."""

    public_id: str


def count_reads(*, client: ApiClient, facility: str, people: Iterable[str], now: datetime) -> None:
    """Count that a program reads of these people, by their public ids, at a facility. Call it
    before the answer is sent: what cannot be counted is not shown."""
    minute = connection.ops.adapt_datetimefield_value(now.replace(second=0, microsecond=0))
    rows = [(client.public_id, facility, person, minute) for person in sorted(set(people))]
    if not rows:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO clients_readtally (client_ref, facility_ref, person_ref, minute, reads)"
            " VALUES (%s, %s, %s, %s, 1)"
            " ON CONFLICT (minute, client_ref, facility_ref, person_ref)"
            " DO UPDATE SET reads = clients_readtally.reads + 1",
            rows,
        )


def write_read_events(*, now: datetime) -> int:
    """Turn the tallies of minutes that are over into events. Returns how many there were."""
    over = ReadTally.objects.filter(minute__lte=now - timedelta(minutes=1) - LATE)
    with transaction.atomic():
        tallies = lock_rows(over.filter(pk__in=over.order_by("minute").values("pk")[:BATCH]))
        if tallies:
            AuditEvent.objects.bulk_create(_event_of(tally) for tally in tallies)
            ReadTally.objects.filter(pk__in=[tally.pk for tally in tallies]).delete()
    return len(tallies)


def _event_of(tally: ReadTally) -> AuditEvent:
    return event_of(
        ACTION,
        by=Actor("client", tally.client_ref),
        on=Person(tally.person_ref),
        at=tally.minute,
        facility=tally.facility_ref,
        person=tally.person_ref,
        reads=tally.reads,
    )
