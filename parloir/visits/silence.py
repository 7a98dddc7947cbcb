"""What the media server has to keep from everybody: a muted side, or both while it is paused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from parloir.visits.changes import append_visit_change
from parloir.visits.legs import OFFICER, VOICE
from parloir.visits.models import Leg, Silence, Visit
from parloir.visits.states import VisitState

KINDS: dict[str, frozenset[str]] = {
    "": frozenset(),
    Silence.SOUND: frozenset({"audio"}),
    Silence.ALL: frozenset({"audio", "video"}),
}
"""By silence: the kinds of streams that are kept back."""


LAYERS_ARE_KNOWN_WITHIN = timedelta(seconds=15)
"""Of a new leg. A browser names a layer in its first packets, until they are acknowledged, and
sends the larger layers once it knows that the line bears them. Janus reads the name only while the
stream is not kept back: a layer that it has not learned then it never forwards."""


def wanted_silence(visit: Visit, party: str) -> str:
    if visit.is_paused:
        return Silence.ALL
    return Silence.SOUND if visit.is_muted(party) else ""


def note_streams(*, leg: Leg, streams: dict[str, str]) -> None:
    """What the leg publishes from now on, by kind.

    Written before the visit is read for what it wants kept back: whoever changes the visit later
    finds the leg.
    """
    Leg.objects.filter(pk=leg.pk).update(streams=streams, silenced="")


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody is about to tell the media server what to keep back of a leg."""

    number: int
    before: frozenset[str] | None
    """The kinds of streams that it keeps back already; None where nobody knows."""
    wanted: str

    @property
    def kinds(self) -> frozenset[str]:
        return KINDS[self.wanted]

    def may_change(self, kind: str) -> bool:
        return self.before is None or (kind in self.before) != (kind in self.kinds)

    @property
    def lets_a_picture_through(self) -> bool:
        return self.may_change("video") and "video" not in self.kinds


def take_turn(leg: Leg, *, is_known: bool) -> Turn:
    """The number first, then what is wanted: whoever changes the visit later takes a later one.

    `is_known` says whether what the row tells of the media server is to be believed.
    """
    with transaction.atomic():
        Leg.objects.filter(pk=leg.pk).update(silence_turn=F("silence_turn") + 1)
        row = Leg.objects.select_related("visit").get(pk=leg.pk)
    before = KINDS[row.silenced] if is_known else None
    return Turn(row.silence_turn, before, wanted_silence(row.visit, row.role))


def note_silenced(*, leg: Leg, turn: Turn, now: datetime) -> bool:
    """False where somebody else has taken a turn meanwhile: nobody knows who was heard last.

    Where its picture comes through again, its process hears of it and asks for a whole one: the
    media server does not, and whoever began to receive meanwhile would see nothing.
    """
    with transaction.atomic():
        mine = Leg.objects.filter(pk=leg.pk, silence_turn=turn.number)
        if not mine.update(silenced=turn.wanted):
            return False
        if "video" in turn.kinds and now < leg.created_at + LAYERS_ARE_KNOWN_WITHIN:
            mine.update(hidden_early=True)
        if turn.lets_a_picture_through:
            Visit.objects.filter(pk=leg.visit_id).update(let_through_at=now)
            append_visit_change(leg.visit, now=now)
    return True


def was_hidden_early(*, leg: Leg) -> bool:
    """Whether the media server may not know all layers of its picture."""
    return Leg.objects.filter(pk=leg.pk, hidden_early=True).exists()


def legs_to_silence() -> list[Leg]:
    """Legs of which the media server was last told something else than what is wanted."""
    touched = Q(visit__paused_at__isnull=False) | Q(visit__visitor_muted=True)
    touched |= Q(visit__inmate_muted=True) | ~Q(silenced="")
    legs = (
        Leg.objects.filter(touched, closed_at__isnull=True, visit__state=VisitState.LIVE)
        .exclude(role__in=[OFFICER, VOICE])
        .exclude(streams={})
        .select_related("visit")
    )
    return [leg for leg in legs if wanted_silence(leg.visit, leg.role) != leg.silenced]
