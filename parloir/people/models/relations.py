"""Which visitors an inmate may see, and who must not meet."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.people.models.inmates import Inmate
from parloir.people.models.visitors import Visitor
from parloir.vault.names import new_public_id


class ApprovedVisitor(models.Model):
    """One name on an inmate's list, where the facility keeps such lists."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    inmate = models.ForeignKey(
        Inmate, on_delete=models.CASCADE, related_name="approved_visitors", verbose_name=_("inmate")
    )
    visitor = models.ForeignKey(
        Visitor, on_delete=models.CASCADE, related_name="approved_for", verbose_name=_("visitor")
    )

    class Meta:
        verbose_name = _("approved visitor")
        verbose_name_plural = _("approved visitors")
        constraints = [models.UniqueConstraint(fields=["inmate", "visitor"], name="on_a_list_once")]

    def __str__(self) -> str:
        return self.public_id


class NoContact(models.Model):
    """A visitor and an inmate who must not see each other, by a court or by the facility."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    inmate = models.ForeignKey(
        Inmate, on_delete=models.CASCADE, related_name="no_contacts", verbose_name=_("inmate")
    )
    visitor = models.ForeignKey(
        Visitor, on_delete=models.CASCADE, related_name="no_contacts", verbose_name=_("visitor")
    )
    reason = models.CharField(
        _("reason"), max_length=200, help_text=_("For staff: neither of the two reads it.")
    )

    class Meta:
        verbose_name = _("no-contact order")
        verbose_name_plural = _("no-contact orders")
        constraints = [
            models.UniqueConstraint(fields=["inmate", "visitor"], name="no_contact_once_a_pair")
        ]

    def __str__(self) -> str:
        return self.public_id


class Separation(models.Model):
    """Two inmates of a facility who, and whose families, must not meet.

    Their on-site visits never overlap, since visitors share the lobby, and they never sit at
    adjoining stations.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    first = models.ForeignKey(
        Inmate, on_delete=models.CASCADE, related_name="+", verbose_name=_("one of them")
    )
    second = models.ForeignKey(
        Inmate, on_delete=models.CASCADE, related_name="+", verbose_name=_("the other")
    )
    reason = models.CharField(
        _("reason"), max_length=200, help_text=_("For staff: neither of the two reads it.")
    )

    class Meta:
        verbose_name = _("inmates kept apart")
        verbose_name_plural = _("inmates kept apart")
        constraints = [
            # One order of the two, so that each pair is stored once.
            models.UniqueConstraint(fields=["first", "second"], name="separation_once_a_pair"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="separation_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def clean(self) -> None:
        if not (self.first_id and self.second_id):
            return
        if self.first_id == self.second_id or self.first.facility_id != self.second.facility_id:
            raise ValidationError({"second": _("Choose two people of one facility.")})
