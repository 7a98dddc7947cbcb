from django.db import models

from parloir.bookings.models.booking import Booking


class SlotClaim(models.Model):
    """A booking's claim on one resource for one tick of five minutes.

    The unique constraint makes double bookings impossible on every database, without a lock that
    somebody could forget. `resource` is written by `bookings.claims`.
    """

    id = models.BigAutoField(primary_key=True)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="claims")
    resource = models.CharField(max_length=24)
    tick = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "tick"], name="one_claim_a_tick")
        ]

    def __str__(self) -> str:
        return f"{self.resource}@{self.tick}"
