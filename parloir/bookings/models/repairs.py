from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.bookings.models.booking import Booking
from parloir.facilities.models import Facility
from parloir.vault.names import new_public_id


class Repair(models.Model):
    """A displaced booking on the list of those that need a new time, until it is settled."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for a new time")
        SETTLED = "settled", _("settled")

    class Settlement(models.TextChoices):
        ACCEPTED = "accepted", _("the visitor took another time")
        MOVED = "moved", _("moved by staff")
        RESTORED = "restored", _("takes place as it was")
        CANCELLED = "cancelled", _("cancelled")
        LAPSED = "lapsed", _("not settled before its time")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, related_name="repairs", verbose_name=_("booking")
    )
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="repairs", verbose_name=_("facility")
    )
    rule = models.CharField(_("what stands in the way"), max_length=24)
    was_at = models.DateTimeField(_("was booked for"))
    opened_at = models.DateTimeField(_("on the list since"))
    state = models.CharField(_("status"), max_length=7, choices=State.choices, default=State.OPEN)
    settlement = models.CharField(
        _("how it was settled"), max_length=9, choices=Settlement.choices, blank=True
    )
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.CharField(_("settled by"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")
        constraints = [
            models.UniqueConstraint(
                fields=["booking"], condition=models.Q(state="open"), name="one_open_repair"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", settled_at__isnull=True, settlement="")
                | models.Q(state="settled", settled_at__isnull=False) & ~models.Q(settlement=""),
                name="repair_settled_with_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["was_at"], condition=models.Q(state="open"), name="open_repairs_by_time"
            )
        ]

    def __str__(self) -> str:
        return self.public_id
