"""An officer speaks to both sides of a live visit. Only one can speak at a time."""

from datetime import datetime

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.visits.intervention_log import InterventionRefused, Kind, lock_live, log_intervention
from parloir.visits.legs import MayNotConnect, NewLeg, close_leg, open_voice_leg
from parloir.visits.models import Leg, Visit
from parloir.visits.operations import lock_visit


def begin_speaking(
    *, visit: Visit, connection: str, sign_in: str, by: Actor, now: datetime
) -> NewLeg:
    """Open the leg that carries the voice, and tell both sides that an officer speaks.

    Raises MayNotConnect where the visit is not live, or while another officer speaks.
    """
    with transaction.atomic():
        try:
            locked = lock_live(visit)
        except InterventionRefused as refused:
            raise MayNotConnect from refused
        new = open_voice_leg(visit=locked, connection=connection, sign_in=sign_in, now=now)
        log_intervention(Kind.SPEAK, locked, by=by, now=now)
        return new


def finish_speaking(*, leg: Leg, by: Actor, now: datetime) -> None:
    with transaction.atomic():
        locked = lock_visit(leg.visit)
        if close_leg(leg=leg, now=now) and locked.is_live:
            log_intervention(Kind.SPOKEN, locked, by=by, now=now)
