from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.sanctions.models.violations import Violation
from parloir.sanctions.states import ReviewState
from parloir.vault.names import new_public_id


class Review(models.Model):
    """A case that a person decides (P19)."""

    State = ReviewState

    class Decision(models.TextChoices):
        DISMISS = "dismiss", _("Dismiss")
        WARN = "warn", _("Warn")
        RESTRICT = "restrict", _("Restrict until a date")
        PERMANENT = "permanent", _("Restrict permanently")

    public_id = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_public_id, editable=False
    )
    violation = models.OneToOneField(
        Violation, on_delete=models.PROTECT, related_name="review", verbose_name=_("violation")
    )
    state = models.CharField(
        _("status"), max_length=8, choices=ReviewState.choices, default=ReviewState.OPEN
    )
    opened_at = models.DateTimeField(_("opened at"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at__isnull=True, decision="")
                | (
                    models.Q(state="decided", decided_at__isnull=False)
                    & ~models.Q(decision="")
                    & ~models.Q(reason="")
                ),
                name="review_decided_whole_or_not",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Ruling(models.Model):
    """A supervisor's written decision on a violation or its restriction, outside reviews and
    appeals. Rows are only added; the visitor reads the reason, unless it is `on_inmate`.
    """

    class Kind(models.TextChoices):
        DISMISS = "dismiss", _("Violation dismissed")
        REINSTATE = "reinstate", _("Violation upheld again")
        REDATE = "redate", _("Date corrected")
        LIFT = "lift", _("Restriction lifted")
        SHORTEN = "shorten", _("Restriction shortened")
        CONFIRM = "confirm", _("Permanent restriction confirmed")

    public_id = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_public_id, editable=False
    )
    violation = models.ForeignKey(
        Violation, on_delete=models.PROTECT, related_name="rulings", verbose_name=_("violation")
    )
    kind = models.CharField(_("decision"), max_length=9, choices=Kind.choices)
    on_inmate = models.BooleanField(_("on the inmate's restriction"), default=False)
    date = models.DateField(_("date"), null=True)
    reason = models.CharField(_("reason"), max_length=2000)
    made_at = models.DateTimeField(_("decided at"))
    made_by = models.CharField(_("decided by"), max_length=12)

    class Meta:
        ordering = ["id"]
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="ruling_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["redate", "shorten"], date__isnull=False)
                | (~models.Q(kind__in=["redate", "shorten"]) & models.Q(date__isnull=True)),
                name="ruling_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
