from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models import Facility
from parloir.people.models import Inmate, Visitor
from parloir.sanctions.models.violations import Violation
from parloir.vault.names import new_public_id


class Sanction(models.Model):
    """A ban on visits at one facility, on-site and remote, on whole dates of the facility.

    Both dates are included; `until_date` is null if it is permanent. There is one row for each
    violation, which is changed in place; the audit has every change. `imposed_at` is when it was
    imposed as it is, or last became longer. After a person's mitigation nothing makes it longer:
    `mitigated_until` is then its last day, or null (with `mitigated_at`) if all of it was lifted.
    """

    public_id = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_public_id, editable=False
    )
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, verbose_name=_("facility"))
    violation = models.OneToOneField(
        Violation,
        on_delete=models.PROTECT,
        related_name="%(class)s",
        verbose_name=_("violation"),
    )
    from_date = models.DateField(_("first day"))
    until_date = models.DateField(_("last day"), null=True)
    imposed_at = models.DateTimeField(_("imposed at"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    mitigated_at = models.DateTimeField(_("mitigated at"), null=True)
    mitigated_until = models.DateField(_("mitigated until"), null=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until_date__isnull=True)
                | models.Q(until_date__gte=models.F("from_date")),
                name="%(class)s_ends_later",
            ),
            models.CheckConstraint(
                condition=models.Q(mitigated_until__isnull=True)
                | models.Q(mitigated_at__isnull=False),
                name="%(class)s_mitigated_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_permanent(self) -> bool:
        return self.until_date is None

    @property
    def is_lifted(self) -> bool:
        return self.lifted_at is not None

    def covers(self, day: date) -> bool:
        if self.is_lifted or day < self.from_date:
            return False
        return self.until_date is None or day <= self.until_date

    def is_over(self, today: date) -> bool:
        return self.is_lifted or (self.until_date is not None and self.until_date < today)


class Restriction(Sanction):
    """A visitor's restriction (P17, P18, P19).

    Those of the ladder follow the fold over the upheld offenses; a reviewer's does not.
    """

    class Origin(models.TextChoices):
        LADDER = "ladder", _("the ladder")
        REVIEW = "review", _("a review")

    visitor = models.ForeignKey(
        Visitor, on_delete=models.PROTECT, related_name="restrictions", verbose_name=_("visitor")
    )
    origin = models.CharField(
        _("follows from"), max_length=6, choices=Origin.choices, default=Origin.LADDER
    )
    awaits_second = models.BooleanField(_("waits for a second person"), default=False)

    class Meta(Sanction.Meta):
        abstract = False
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        constraints = [
            *Sanction.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(awaits_second=False)
                | models.Q(until_date__isnull=True, lifted_at__isnull=True),
                name="second_person_for_permanent",
            ),
        ]
        indexes = [models.Index(fields=["visitor", "facility"])]


class InmateRestriction(Sanction):
    """An inmate's restriction, if the facility has a ladder for inmates."""

    inmate = models.ForeignKey(
        Inmate, on_delete=models.PROTECT, related_name="restrictions", verbose_name=_("inmate")
    )

    class Meta(Sanction.Meta):
        abstract = False
        verbose_name = _("restriction of an inmate")
        verbose_name_plural = _("restrictions of inmates")
        indexes = [models.Index(fields=["inmate", "facility"])]
