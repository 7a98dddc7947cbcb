"""Still pictures of each side at the moment of a termination, sealed.

The officer's browser sends them after the visit has ended, so that they never delay the end. Where
none came, the record says so.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.people import images
from parloir.people.uploads import PictureKind
from parloir.sides import Side
from parloir.throttling.operations import Limit
from parloir.vault.names import new_public_id
from parloir.visits.models import Still, Visit
from parloir.visits.states import Outcome

ACCEPTED_WITHIN = timedelta(minutes=10)
# Pixels: the lowest layer of a small camera. Identity documents need more.
_SHORTEST_SIDE = 90
# Evidence: it waits for no visitor's picture. The limit is a hundred terminations an hour.
STILL = PictureKind(
    Limit("stills", times=200, window=timedelta(hours=1)), _SHORTEST_SIDE, is_urgent=True
)


class StillRefused(Exception):
    """Nothing was saved.

    The visit was not terminated by this officer within the last ten minutes, or this side has its
    picture already.
    """


def keep_still(*, visit: Visit, side: str, jpeg: bytes, by: Actor, now: datetime) -> Still:
    """Save the picture of one side. `jpeg` was cleaned by `people.uploads`.

    The file is written before the row, so that a row always has its file. Raises StillRefused.
    """
    is_theirs = visit.outcome == Outcome.TERMINATED and visit.ended_by == str(by)
    is_late = visit.ended_at is None or now > visit.ended_at + ACCEPTED_WITHIN
    if side not in Side.values or not is_theirs or is_late:
        raise StillRefused
    name = new_public_id()
    images.keep(jpeg, name=name)
    try:
        with transaction.atomic():
            still = Still.objects.create(
                public_id=name, visit=visit, side=side, taken_at=now, taken_by=by.ref
            )
            record("keep_still", by=by, on=still, at=now, facility=visit.facility.slug, side=side)
    except IntegrityError as error:
        images.forget(name=name)
        raise StillRefused from error
    return still


def look_at_still(*, still: Still, by: Actor, now: datetime) -> bytes:
    """Return the JPEG, and record who looked at it. Raises FileNotFoundError, CannotOpen."""
    jpeg = images.read(name=still.public_id)
    record("look_at_still", by=by, on=still, at=now, facility=still.visit.facility.slug)
    return jpeg


def stills_of(visit_ref: str) -> list[tuple[str, Still | None]]:
    """Return the name of each side and its still, None where none came."""
    there = {still.side: still for still in Still.objects.filter(visit__public_id=visit_ref)}
    return [(str(side.label), there.get(side)) for side in Side]
