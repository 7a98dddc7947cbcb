from django.contrib import admin
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models import Facility
from parloir.people.models import Inmate, Visitor
from parloir.sanctions.states import ViolationState
from parloir.vault.names import new_public_id


class Violation(models.Model):
    """What an officer recorded in one visit (P16). `visit_ref` is the visit's public id.

    `ground` is a code of P16, "other", or one of the facility's own: see `catalogue`.
    """

    State = ViolationState

    public_id = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_public_id, editable=False
    )
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, verbose_name=_("facility"))
    visitor = models.ForeignKey(
        Visitor, on_delete=models.PROTECT, related_name="violations", verbose_name=_("visitor")
    )
    inmate = models.ForeignKey(
        Inmate, on_delete=models.PROTECT, related_name="violations", verbose_name=_("inmate")
    )
    visit_ref = models.CharField(_("visit"), max_length=12)
    ground = models.CharField(_("ground"), max_length=20)
    by_visitor = models.BooleanField(default=False)
    by_inmate = models.BooleanField(default=False)
    note = models.CharField(_("note"), max_length=2000, blank=True)
    state = models.CharField(_("status"), max_length=12, choices=ViolationState.choices)
    occurred_date = models.DateField(_("date"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("recorded by"), max_length=12)
    looked_at = models.DateTimeField(_("looked at by a supervisor"), null=True)
    looked_by = models.CharField(_("supervisor who looked at it"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("violation")
        verbose_name_plural = _("violations")
        constraints = [
            # P17: one offense a visit at most.
            models.UniqueConstraint(fields=["visit_ref", "visitor"], name="one_violation_a_visit"),
            models.CheckConstraint(condition=~models.Q(ground=""), name="violation_has_a_ground"),
            models.CheckConstraint(
                condition=models.Q(by_visitor=True) | models.Q(by_inmate=True),
                name="violation_by_a_side",
            ),
            models.CheckConstraint(
                condition=models.Q(looked_at__isnull=True, looked_by="")
                | (models.Q(looked_at__isnull=False) & ~models.Q(looked_by="")),
                name="looked_at_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["facility", "recorded_at"],
                condition=models.Q(looked_at__isnull=True),
                name="violations_not_looked_at",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.occurred_date}"

    @property
    @admin.display(description=_("whose conduct"))
    def conduct_text(self) -> str:
        """The text that says whose conduct it was."""
        if self.by_visitor and self.by_inmate:
            return gettext("both")
        return gettext("the visitor's") if self.by_visitor else gettext("the inmate's")
