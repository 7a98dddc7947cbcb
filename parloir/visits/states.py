"""The states of a visit and of an admission, and the transitions between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VisitState(models.TextChoices):
    WAITING = "waiting", _("waiting for both parties")
    LIVE = "live", _("live")
    ENDED = "ended", _("ended")


VISIT_TRANSITIONS: dict[VisitState, frozenset[VisitState]] = {
    VisitState.WAITING: frozenset({VisitState.LIVE, VisitState.ENDED}),
    VisitState.LIVE: frozenset({VisitState.ENDED}),
    VisitState.ENDED: frozenset(),
}


class Outcome(models.TextChoices):
    COMPLETED = "completed", _("took place")
    ENDED_EARLY = "ended_early", _("ended early by one of the parties")
    TERMINATED = "terminated", _("ended by an officer")
    VISITOR_ABSENT = "visitor_absent", _("the visitor did not come")
    INMATE_ABSENT = "inmate_absent", _("the inmate did not come")
    NOBODY_CAME = "nobody_came", _("neither party came")
    TECHNICAL = "technical", _("did not take place for a technical reason")
    CANCELLED = "cancelled", _("cancelled before it began")
    RESTRICTED = "restricted", _("ended by a restriction of visits")
    CLOSED = "closed", _("ended because the facility closed")


class AdmissionState(models.TextChoices):
    """How far a side is on its way into the visit."""

    GREETED = "greeted", _("PIN accepted")
    READING = "reading", _("reads the rules")
    CHECKING = "checking", _("checks camera and microphone")
    READY = "ready", _("ready, or in the visit")
    LEFT = "left", _("has left")


ADMISSION_TRANSITIONS: dict[AdmissionState, frozenset[AdmissionState]] = {
    AdmissionState.GREETED: frozenset({AdmissionState.READING, AdmissionState.LEFT}),
    AdmissionState.READING: frozenset(
        {AdmissionState.CHECKING, AdmissionState.READY, AdmissionState.LEFT}
    ),
    AdmissionState.CHECKING: frozenset({AdmissionState.READY, AdmissionState.LEFT}),
    AdmissionState.READY: frozenset({AdmissionState.LEFT}),
    AdmissionState.LEFT: frozenset(),
}
