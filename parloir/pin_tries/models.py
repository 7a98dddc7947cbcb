from django.db import models

from parloir.facilities.models import Facility
from parloir.vault.names import new_public_id


class PinTry(models.Model):
    """A PIN that was typed at a device and admitted nobody, or is being looked at now.

    The row is written before the PIN is looked at, and removed if the PIN admits somebody. It is
    kept for a day. `number_hash` is a keyed hash of the inmate number that was typed.
    `meant` is the public id of the booking or the inmate, for a right PIN that was refused.
    """

    id = models.BigAutoField(primary_key=True)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="pin_tries")
    device = models.CharField(max_length=12)
    number_hash = models.CharField(max_length=64, blank=True)
    meant = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(db_index=True)
    free_at = models.DateTimeField()
    asks = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["device", "at"], name="pin_tries_of_device"),
            models.Index(fields=["facility", "at"], name="pin_tries_of_facility"),
            models.Index(
                fields=["number_hash", "at"],
                condition=~models.Q(number_hash=""),
                name="pin_tries_of_number",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(free_at__gte=models.F("at")), name="pin_try_free_after_it"
            )
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.at:%Y-%m-%d %H:%M:%S}"


class PinAlarm(models.Model):
    """So many PINs were refused that staff should look: at a facility, or for one inmate's number.

    `inmate_ref` is the inmate's public id, and empty for the sum of the facility.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="pin_alarms")
    inmate_ref = models.CharField(max_length=12, blank=True)
    tries = models.PositiveIntegerField()
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "inmate_ref"],
                condition=models.Q(settled_at__isnull=True),
                name="one_open_pin_alarm_about_the_same",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by="")
                | (models.Q(settled_at__isnull=False) & ~models.Q(settled_by="")),
                name="pin_alarm_settled_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["facility", "inmate_ref", "settled_at"])]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.raised_at:%Y-%m-%d %H:%M}"
