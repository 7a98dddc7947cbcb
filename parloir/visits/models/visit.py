import secrets
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.bookings.models import Booking
from parloir.facilities.models import Facility, Monitor, Station
from parloir.languages import LONGEST_CODE
from parloir.sides import Side
from parloir.vault.names import new_public_id, new_token
from parloir.visits.states import AdmissionState, Outcome, VisitState


class PausedFor(models.TextChoices):
    OFFICER = "officer", _("paused by an officer")
    UNWATCHED = "unwatched", _("paused because nobody watched")


def new_room_id() -> int:
    """Return a random id below 2 to the power of 53, which every JSON reader keeps exactly."""
    return secrets.randbelow(2**53 - 1) + 1


class Visits(models.QuerySet["Visit"]):
    """Visits that go on are few, visits that have ended are all of history.

    A query for the former names the condition of their partial indexes, word by word: SQLite uses
    such an index for nothing else (ADR 52).
    """

    def still_open(self) -> "Visits":
        return self.exclude(state=VisitState.ENDED)

    def live(self) -> "Visits":
        return self.still_open().filter(state=VisitState.LIVE)

    def waiting(self) -> "Visits":
        return self.still_open().filter(state=VisitState.WAITING)

    def to_settle(self) -> "Visits":
        """Return ended visits whose account is not settled (`ledger.settling`)."""
        return self.filter(settle_at__isnull=False)

    def with_room_to_close(self) -> "Visits":
        """Return ended visits whose room the media server has not confirmed to be closed."""
        return self.filter(
            state=VisitState.ENDED, room_opened_at__isnull=False, room_closed_at__isnull=True
        )


class Visit(models.Model):
    """A visit that takes place: created when the first side is admitted, ended once."""

    public_id = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_public_id, editable=False
    )
    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, related_name="visit", verbose_name=_("booking")
    )
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="visits", verbose_name=_("facility")
    )
    state = models.CharField(
        _("status"), max_length=7, choices=VisitState.choices, default=VisitState.WAITING
    )
    opened_at = models.DateTimeField(_("opened at"))
    started_at = models.DateTimeField(_("began at"), null=True)
    ends_at = models.DateTimeField(_("ends"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    # When its account is settled, after what was measured was written; null once it is.
    settle_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=30, blank=True)
    ground = models.CharField(_("ground"), max_length=20, blank=True)
    visitor_at_fault = models.BooleanField(default=False)
    inmate_at_fault = models.BooleanField(default=False)
    room_id = models.BigIntegerField(unique=True, default=new_room_id)
    room_secret = models.CharField(max_length=64, default=new_token)
    room_opened_at = models.DateTimeField(null=True)
    room_closed_at = models.DateTimeField(null=True)
    trouble_since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(_("looked at last"), null=True)
    # What officers changed while it was live (`visits.interventions`).
    warnings = models.PositiveSmallIntegerField(_("warnings given"), default=0)
    visitor_muted = models.BooleanField(default=False)
    inmate_muted = models.BooleanField(default=False)
    paused_at = models.DateTimeField(_("paused at"), null=True)
    paused_for = models.CharField(max_length=10, choices=PausedFor.choices, blank=True)
    # The clock is stopped; the pause until this moment is credited in `ends_at` already.
    clock_stopped_at = models.DateTimeField(null=True)
    # When a picture was unmuted last: receivers need a key frame to begin with.
    video_unmuted_at = models.DateTimeField(null=True)
    assigned_officer_ref = models.CharField(_("in the hands of"), max_length=12, blank=True)
    assigned_at = models.DateTimeField(null=True)
    assignment_accepted_at = models.DateTimeField(null=True)
    went_unwatched = models.BooleanField(_("went on with nobody watching"), default=False)

    objects = Visits.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=VisitState.ENDED, ended_at__isnull=False)
                & ~models.Q(outcome="")
                | ~models.Q(state=VisitState.ENDED) & models.Q(ended_at__isnull=True, outcome=""),
                name="visit_ended_with_its_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=VisitState.LIVE) | models.Q(started_at__isnull=False),
                name="live_visit_has_started",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.TERMINATED) & ~models.Q(ground="")
                | ~models.Q(outcome=Outcome.TERMINATED) & models.Q(ground=""),
                name="terminated_with_a_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(paused_at__isnull=True, paused_for="", clock_stopped_at=None)
                | models.Q(paused_at__isnull=False) & ~models.Q(paused_for=""),
                name="paused_with_its_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"],
                condition=~models.Q(state=VisitState.ENDED),
                name="open_visits_by_end",
            ),
            models.Index(
                fields=["facility"],
                condition=~models.Q(state=VisitState.ENDED),
                name="open_visits_by_facility",
            ),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(
                    state=VisitState.ENDED,
                    room_opened_at__isnull=False,
                    room_closed_at__isnull=True,
                ),
                name="visits_with_room_to_close",
            ),
            models.Index(
                fields=["settle_at"],
                condition=models.Q(settle_at__isnull=False),
                name="visits_to_settle",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        return self.state != VisitState.ENDED

    @property
    def is_live(self) -> bool:
        return self.state == VisitState.LIVE

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def conduct(self) -> frozenset[Side]:
        """The sides whose conduct was the ground of the termination."""
        at_fault = {Side.VISITOR: self.visitor_at_fault, Side.INMATE: self.inmate_at_fault}
        return frozenset(side for side in Side if at_fault[side])

    def is_muted(self, side: str) -> bool:
        return self.visitor_muted if side == Side.VISITOR else self.inmate_muted

    def left_at(self, now: datetime) -> timedelta:
        """Return how much time is left. The clock may be stopped while the visit is paused."""
        return self.ends_at - (self.clock_stopped_at or now)


class Admission(models.Model):
    """The admission of one side to a visit: at a monitor, a station, or on its own device.

    `connection` names the socket of the side, empty while it is disconnected.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="admissions")
    side = models.CharField(max_length=8, choices=Side.choices)
    monitor = models.ForeignKey(Monitor, null=True, on_delete=models.PROTECT)
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT)
    state = models.CharField(
        max_length=8, choices=AdmissionState.choices, default=AdmissionState.GREETED
    )
    language = models.CharField(max_length=LONGEST_CODE)
    admitted_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    thanks_until = models.DateTimeField(null=True)
    connection = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "side"],
                condition=~models.Q(state=AdmissionState.LEFT),
                name="one_admission_a_side",
            ),
            models.UniqueConstraint(
                fields=["monitor"],
                condition=~models.Q(state=AdmissionState.LEFT),
                name="one_admission_a_monitor",
            ),
            models.UniqueConstraint(
                fields=["station"],
                condition=~models.Q(state=AdmissionState.LEFT),
                name="one_admission_a_station",
            ),
            models.CheckConstraint(
                condition=models.Q(state=AdmissionState.LEFT, left_at__isnull=False)
                | (~models.Q(state=AdmissionState.LEFT) & models.Q(left_at__isnull=True)),
                name="admission_left_with_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["touched_at"],
                condition=~models.Q(state=AdmissionState.LEFT),
                name="admissions_by_last_touch",
            ),
            models.Index(
                fields=["monitor", "thanks_until"],
                condition=models.Q(thanks_until__isnull=False),
                name="thanks_at_monitors",
            ),
            models.Index(
                fields=["station", "thanks_until"],
                condition=models.Q(thanks_until__isnull=False),
                name="thanks_at_stations",
            ),
            models.Index(
                fields=["connection"],
                condition=~models.Q(connection=""),
                name="connected_admissions",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_ready(self) -> bool:
        return self.state == AdmissionState.READY


class MuteScope(models.TextChoices):
    """What of a side is muted for everybody."""

    SOUND = "sound", _("the sound")
    ALL = "all", _("sound and picture")


class DeviceState(models.TextChoices):
    """A side's camera or microphone, as its page tells. `OFF`: it was switched off, or the system
    has taken it. `THIN`: it is on, but the line carries the other alone."""

    ON = "on"
    OFF = "off"
    NONE = "none"
    THIN = "thin"


class Leg(models.Model):
    """A media connection: a side's (publishes and receives), an officer's (receives), or the voice
    of an officer who speaks (publishes sound).

    The row is committed before Janus is asked for the leg. We choose `session_id`, and the feed id
    contains the generation, so that what Janus has can always be compared with these rows.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="legs")
    role = models.CharField(max_length=8)
    owner = models.CharField(max_length=40)
    # The public id of the sign-in whose browser has the leg; empty for a device of the facility.
    sign_in = models.CharField(max_length=12, blank=True)
    generation = models.PositiveIntegerField()
    session_id = models.BigIntegerField(unique=True)
    feed_id = models.BigIntegerField(null=True, unique=True)
    # What it publishes: the media server's names of its streams, by kind ("audio", "video").
    streams = models.JSONField(default=dict)
    # What the media server was last told to mute, by the request with this number.
    muted_scope = models.CharField(max_length=5, choices=MuteScope.choices, blank=True)
    mute_number = models.PositiveIntegerField(default=0)
    # Its picture was muted before the media server could know all its layers.
    video_muted_early = models.BooleanField(default=False)
    # Whether it sends picture and sound of these, or a sign and silence in their place.
    camera = models.CharField(max_length=4, choices=DeviceState.choices, default=DeviceState.ON)
    microphone = models.CharField(max_length=4, choices=DeviceState.choices, default=DeviceState.ON)
    # Whether the person signs, so that the picture comes before the sound.
    signs = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # Since when what it sends may reach others. Null while its side has yet to begin the visit.
    gate_opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "owner", "generation"], name="one_generation_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["visit"], condition=models.Q(closed_at__isnull=True), name="open_legs"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.owner} {self.generation}"
