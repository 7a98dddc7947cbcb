from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models import Facility
from parloir.vault.names import new_public_id


class Restoration(models.Model):
    """The order to restore all displaced bookings of a facility that can be restored.

    The worker carries it out, one booking after the other. `reached` is the key of the last repair
    that it has judged, so that another worker goes on from there. `left` are those that something
    still refuses.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="restorations", verbose_name=_("facility")
    )
    asked_by = models.CharField(max_length=30)
    asked_at = models.DateTimeField()
    reached = models.PositiveBigIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("restoration")
        verbose_name_plural = _("restorations")
        constraints = [
            models.UniqueConstraint(
                fields=["facility"],
                condition=models.Q(done_at__isnull=True),
                name="one_restoration_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.public_id
