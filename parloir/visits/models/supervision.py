"""Supervision: who watches, what officers did in a visit, what they saw when they ended it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models import Facility
from parloir.sides import Side
from parloir.typed_text.personal_names import LONGEST_FULL_NAME
from parloir.vault.names import new_public_id
from parloir.visits.models.visit import Visit


class Intervention(models.Model):
    """What an officer, or the clock, did in a live visit. Both sides read about each of them.

    `concerns_visitor` and `concerns_inmate` say which sides it concerns; where several visitors
    came, `person_ref` may name one of them. `code` is a ground or a ready message, `text` an
    officer's own words. `actor_kind` and `actor_ref` say who acted, as in the audit.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message")
        WARNING = "warning", _("warning")
        MUTE = "mute", _("sound off")
        UNMUTE = "unmute", _("sound on")
        PAUSE = "pause", _("paused")
        RESUME = "resume", _("goes on")
        CLOCK_RUNS = "clock_runs", _("the clock goes on")
        EXTEND = "extend", _("extended")
        ADD_TIME = "add_time", _("time added")
        HAND_OVER = "hand_over", _("handed over")
        TAKE_OVER = "take_over", _("taken over")
        SPEAK = "speak", _("speaks")
        SPOKEN = "spoken", _("has spoken")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="interventions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    concerns_visitor = models.BooleanField(default=True)
    concerns_inmate = models.BooleanField(default=True)
    person_ref = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_ref = models.CharField(max_length=40, blank=True)
    to_ref = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(concerns_visitor=True) | models.Q(concerns_inmate=True),
                name="intervention_concerns_a_side",
            )
        ]
        indexes = [models.Index(fields=["visit", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def sides(self) -> frozenset[Side]:
        """The sides that it concerns, at least one."""
        concerned = {Side.VISITOR: self.concerns_visitor, Side.INMATE: self.concerns_inmate}
        return frozenset(side for side in Side if concerned[side])


class LockedPress(models.Model):
    """What was pressed at a wall while its screen was locked: an intervention, or a termination.

    `officer_ref` is whose screen it was. Once that officer is back they say who pressed it: they
    themselves, or somebody else, whom they name (`presser_name`) and who is known by `presser_ref`
    if there is an officer of that name.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="locked_presses")
    intervention = models.OneToOneField(
        Intervention, on_delete=models.PROTECT, null=True, related_name="locked_press"
    )
    officer_ref = models.CharField(max_length=12)
    at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    presser_ref = models.CharField(max_length=12, blank=True)
    presser_name = models.CharField(max_length=LONGEST_FULL_NAME, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(said_at__isnull=False)
                | models.Q(presser_ref="", presser_name=""),
                name="presser_is_known_once_said",
            )
        ]
        indexes = [
            models.Index(
                fields=["officer_ref"],
                condition=models.Q(said_at=None),
                name="presses_to_be_explained",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Termination(models.Model):
    """An officer's decision to end a visit. Deleted once its consequences are recorded.

    The ground and whose conduct it was are on the visit. `persons` are the public ids of the
    visitors who were named; `actor_kind` and `actor_ref` say who decided, as in the audit.
    """

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="termination")
    persons = models.JSONField(default=list)
    note = models.CharField(max_length=2000, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_ref = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"termination of {self.visit_id}"


class Still(models.Model):
    """The picture of one side at the moment when an officer terminated the visit.

    The image is a sealed file named by `public_id`, like those of identity documents.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="stills")
    side = models.CharField(max_length=8, choices=Side.choices)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "side"], name="one_still_a_side")]
        indexes = [models.Index(fields=["taken_at"], name="stills_by_time")]

    def __str__(self) -> str:
        return f"{self.side} {self.public_id}"


class OnDuty(models.Model):
    """An officer's open console: one row for each socket, updated by its heartbeat.

    An officer is present while the page can be seen (`is_visible`).
    """

    connection = models.CharField(max_length=40, primary_key=True)
    officer_ref = models.CharField(max_length=12)
    officer_name = models.CharField(max_length=120)
    facility_slugs = models.JSONField(default=list)
    seen_at = models.DateTimeField()
    is_visible = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.officer_ref


class OfficerPresence(models.Model):
    """Since when no officer is present at a facility; null while one is."""

    facility = models.OneToOneField(
        Facility, on_delete=models.CASCADE, related_name="officer_presence"
    )
    absent_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.facility.slug


class WatchSpan(models.Model):
    """A span of time in which an officer had a visit on their screen."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="watched")
    connection = models.CharField(max_length=40)
    officer_ref = models.CharField(max_length=12)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_at__gte=models.F("from_at")), name="watched_forwards"
            )
        ]
        indexes = [models.Index(fields=["connection", "to_at"])]

    def __str__(self) -> str:
        return f"{self.officer_ref} {self.from_at:%Y-%m-%d %H:%M:%S}"
