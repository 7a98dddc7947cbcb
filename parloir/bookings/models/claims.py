from django.db import models

from parloir.bookings.models.booking import Booking


class SlotClaim(models.Model):
    """A booking's claim on one resource for one tick of five minutes.

    The unique constraint is what makes a double booking impossible, on every database, with no
    lock that could be forgotten. `resource` is written by `bookings.claims`.
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
