from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.ledger.account import Cause, Fault, Interrupted, Measured, Source
from parloir.ledger.half_minutes import WHOLE_MS
from parloir.sides import Side
from parloir.visits.models import Visit


class PartyMoments(models.Model):
    """When a party was first connected, by our own program, and when it saw the first frame of the
    other, by its browser. When it was admitted, ready and gone is in its admissions."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="party_moments")
    side = models.CharField(max_length=8, choices=Side.choices)
    connected_at = models.DateTimeField(null=True)
    first_frame_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "side"], name="moments_of_a_party_once")
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.visit_id}"


class Interruption(models.Model):
    """A span in which a party was interrupted, with its cause and who noticed it."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="interruptions")
    side = models.CharField(max_length=8, choices=Side.choices)
    cause = models.CharField(max_length=12, choices=Cause.choices)
    source = models.CharField(max_length=12, choices=Source.choices)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_at__isnull=True) | models.Q(to_at__gte=models.F("from_at")),
                name="interruption_ends_later",
            )
        ]
        indexes = [models.Index(fields=["visit", "side"])]

    def __str__(self) -> str:
        return f"{self.cause} {self.visit_id}"

    def as_interrupted(self) -> Interrupted:
        return Interrupted(
            cause=Cause(self.cause),
            source=Source(self.source),
            from_at=self.from_at,
            to_at=self.to_at,
        )


MEASURED = ("sent_sound_ms", "sent_picture_ms", "received_sound_ms", "received_picture_ms")
"""The columns of a bucket that the verdict reads (`ledger.account.Measured`)."""
LOST = ("sent_lost", "received_lost")


class Bucket(models.Model):
    """What one source measured of a party in the half-minute that began at `starts_at`.

    Sent and received are as the party sees them. Rows are deleted once nobody can say any more
    that the account is wrong; the settled account stays.
    """

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="buckets")
    side = models.CharField(max_length=8, choices=Side.choices)
    source = models.CharField(max_length=12, choices=Source.choices)
    starts_at = models.DateTimeField()
    sent_sound_ms = models.PositiveIntegerField(default=0)
    sent_picture_ms = models.PositiveIntegerField(default=0)
    received_sound_ms = models.PositiveIntegerField(default=0)
    received_picture_ms = models.PositiveIntegerField(default=0)
    sent_lost = models.PositiveIntegerField(default=0)
    received_lost = models.PositiveIntegerField(default=0)
    # From browsers alone.
    round_trip_ms = models.PositiveIntegerField(null=True)
    jitter_ms = models.PositiveIntegerField(null=True)
    freezes = models.PositiveIntegerField(null=True)
    frozen_ms = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "side", "source", "starts_at"], name="a_half_minute_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    sent_sound_ms__lte=WHOLE_MS,
                    sent_picture_ms__lte=WHOLE_MS,
                    received_sound_ms__lte=WHOLE_MS,
                    received_picture_ms__lte=WHOLE_MS,
                ),
                name="no_more_than_a_half_minute",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="buckets_by_time")]

    def __str__(self) -> str:
        return f"{self.source} {self.side} {self.starts_at:%H:%M:%S}"

    @property
    def key(self) -> tuple[int, str, str, datetime]:
        return self.visit_id, self.side, self.source, self.starts_at

    def as_measured(self) -> Measured:
        return Measured(**{name: getattr(self, name) for name in MEASURED})


class SettledAccount(models.Model):
    """The verdict on a visit that was live. `fault` is empty where it took place.

    `received_ms` is by receiving side and kind, `lost_ms` by fault. `decided_at` is when a person
    decided about it (`ledger.corrections`), null while it is the verdict on what was measured.
    """

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="settled_account")
    fault = models.CharField(_("failed by"), max_length=8, choices=Fault.choices, blank=True)
    there_ms = models.PositiveIntegerField()
    owed_ms = models.PositiveIntegerField()
    received_ms = models.JSONField(default=dict)
    lost_ms = models.JSONField(default=dict)
    settled_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.fault or 'took place'} {self.visit_id}"
