"""What the media server must mute: a muted side's sound, or sound and picture while paused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from parloir.visits.changes import append_visit_change
from parloir.visits.legs import OFFICER, VOICE
from parloir.visits.models import Leg, MuteScope, Visit

MUTED_KINDS: dict[str, frozenset[str]] = {
    "": frozenset(),
    MuteScope.SOUND: frozenset({"audio"}),
    MuteScope.ALL: frozenset({"audio", "video"}),
}
"""The kinds of streams that each scope mutes."""


LAYERS_ARE_KNOWN_WITHIN = timedelta(seconds=15)
"""How long after a leg has begun to send Janus may not know all its simulcast layers.

A browser names a layer in its first packets, until they are acknowledged, and sends the larger
layers once it knows that the line can carry them. Janus reads the name only while the stream is
not muted, and never forwards a layer whose name it has not read."""


def wanted_scope(visit: Visit, side: str) -> str:
    """Return what of this side is to be muted now, "" for nothing."""
    if visit.is_paused:
        return MuteScope.ALL
    return MuteScope.SOUND if visit.is_muted(side) else ""


def note_streams(*, leg: Leg, streams: dict[str, str]) -> None:
    """Save which streams the leg publishes from now on: their media server names, by kind.

    The caller does this before it reads what the visit wants muted, so that a change of the visit
    that is committed later finds the leg's streams.
    """
    Leg.objects.filter(pk=leg.pk).update(streams=streams, muted_scope="")


@dataclass(frozen=True, slots=True)
class MuteRequest:
    """A process is about to tell the media server what to mute of a leg."""

    number: int
    already_muted: frozenset[str] | None
    """The kinds of streams that are muted already; None where that is not known."""
    wanted: str

    @property
    def kinds(self) -> frozenset[str]:
        return MUTED_KINDS[self.wanted]

    def may_change(self, kind: str) -> bool:
        return self.already_muted is None or (kind in self.already_muted) != (kind in self.kinds)

    @property
    def unmutes_video(self) -> bool:
        return self.may_change("video") and "video" not in self.kinds


def claim_mute(leg: Leg, *, is_known: bool) -> MuteRequest:
    """Take the next number for this leg, then read what is to be muted.

    In this order, a change of the visit that is committed later is followed by a request with a
    higher number. `is_known` says whether the row's `muted_scope` can be trusted.
    """
    with transaction.atomic():
        Leg.objects.filter(pk=leg.pk).update(mute_number=F("mute_number") + 1)
        row = Leg.objects.select_related("visit").get(pk=leg.pk)
    already_muted = MUTED_KINDS[row.muted_scope] if is_known else None
    return MuteRequest(row.mute_number, already_muted, wanted_scope(row.visit, row.role))


def note_muted(*, leg: Leg, request: MuteRequest, now: datetime) -> bool:
    """Save what the media server has muted, and return True.

    Returns False where another process has claimed a higher number meanwhile: it is then not known
    which request arrived last.

    Where the picture is visible again, the change makes the side's process ask for a key frame:
    the media server does not, and a receiver that began meanwhile would see nothing.
    """
    with transaction.atomic():
        mine = Leg.objects.filter(pk=leg.pk, mute_number=request.number)
        if not mine.update(muted_scope=request.wanted):
            return False
        _note_early_muting(mine, request, now=now)
        if request.unmutes_video:
            Visit.objects.filter(pk=leg.visit_id).update(video_unmuted_at=now)
            append_visit_change(leg.visit, now=now)
    return True


def _note_early_muting(leg: "QuerySet[Leg]", request: MuteRequest, *, now: datetime) -> None:
    """Note whether the picture was muted before Janus could know its layers.

    What is muted and unmuted while the gate is closed was never sent, so Janus still learns them.
    """
    is_muted = "video" in request.kinds
    leg.filter(gate_opened_at__isnull=True).update(video_muted_early=is_muted)
    if is_muted:
        sends_since = now - LAYERS_ARE_KNOWN_WITHIN
        leg.filter(gate_opened_at__gt=sends_since).update(video_muted_early=True)


def had_video_muted_early(*, leg: Leg) -> bool:
    """Return whether the media server may not know all layers of this leg's picture."""
    return Leg.objects.filter(pk=leg.pk, video_muted_early=True).exists()


def legs_to_mute() -> list[Leg]:
    """Return the legs whose last request to the media server differs from what is wanted now."""
    touched = Q(paused_at__isnull=False) | Q(visitor_muted=True) | Q(inmate_muted=True)
    visits = Visit.objects.live().filter(touched).values_list("pk", flat=True)
    legs = (
        Leg.objects.filter(Q(visit__in=list(visits)) | ~Q(muted_scope=""), closed_at__isnull=True)
        .exclude(role__in=[OFFICER, VOICE])
        .exclude(streams={})
        .prefetch_related("visit")
    )
    return [
        leg
        for leg in legs
        if leg.visit.is_live and wanted_scope(leg.visit, leg.role) != leg.muted_scope
    ]
