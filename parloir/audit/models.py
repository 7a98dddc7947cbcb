from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(models.QuerySet["AuditEvent"]):
    """A query set whose rows can only be read and added."""

    def update(self, **fields: Any) -> int:
        raise TypeError("Audit events are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Audit events are never deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise TypeError("Audit events are never changed.")


class AuditEvent(models.Model):
    """Who did what to what, when, and with which outcome. Rows are only ever added.

    There are no foreign keys: an event outlives its subject. References are public ids, never a
    person's name.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), db_index=True)
    actor_kind = models.CharField(_("kind of actor"), max_length=12)
    actor_ref = models.CharField(_("actor"), max_length=40, blank=True)
    action = models.CharField(_("what was done"), max_length=60)
    subject_kind = models.CharField(_("kind of subject"), max_length=30)
    subject_ref = models.CharField(_("subject"), max_length=40)
    facility_ref = models.CharField(_("facility"), max_length=60, blank=True)
    agency_ref = models.CharField(max_length=12, blank=True, default="")
    outcome = models.CharField(_("outcome"), max_length=40)
    details = models.JSONField(_("details"), default=dict)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["subject_kind", "subject_ref", "id"]),
            models.Index(fields=["actor_kind", "actor_ref", "id"]),
            models.Index(fields=["facility_ref", "id"], name="events_of_a_facility"),
            models.Index(
                fields=["agency_ref", "id"],
                condition=models.Q(facility_ref=""),
                name="events_of_no_facility",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.outcome}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An audit event is never deleted.")
