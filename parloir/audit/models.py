from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.audit.seals import (
    TEXTS,
    details_text,
    event_mac,
    moment_text,
    new_salt,
    session_hash,
    source_seal,
)
from parloir.source import current_source


class AppendOnly(models.QuerySet["AuditEvent"]):
    """A query set whose rows can only be read and added."""

    def update(self, **fields: Any) -> int:
        raise TypeError("Audit events are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Audit events are never deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise TypeError("Audit events are never changed.")

    def bulk_create(self, objs: "Iterable[AuditEvent]", *args: Any, **kwargs: Any) -> Any:
        events = list(objs)
        for event in events:
            event.seal()
        return super().bulk_create(events, *args, **kwargs)


class AuditEvent(models.Model):
    """Who did what to what, when, and with which outcome. Rows are only ever added.

    There are no foreign keys: an event outlives its subject. References are public ids, never a
    person's name. `person_ref` is the visitor or inmate whose data was looked at.

    `source` is the network address it came from, which is deleted after 90 days with its salt;
    `session` is the keyed hash of the sign-in. `mac` covers everything else (`audit.seals`).
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
    person_ref = models.CharField(_("whose data"), max_length=12, blank=True, default="")
    outcome = models.CharField(_("outcome"), max_length=40)
    details = models.JSONField(_("details"), default=dict)
    source = models.CharField(_("network address"), max_length=45, null=True, editable=False)
    source_salt = models.CharField(max_length=32, null=True, editable=False)
    source_seal = models.CharField(max_length=32, blank=True, default="", editable=False)
    session = models.CharField(_("session"), max_length=32, blank=True, default="")
    mac = models.BinaryField(max_length=32, default=b"", editable=False)

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
            models.Index(
                fields=["person_ref", "id"],
                condition=~models.Q(person_ref=""),
                name="events_about_a_person",
            ),
            models.Index(
                fields=["at"],
                condition=models.Q(source__isnull=False),
                name="events_with_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.outcome}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit event is never changed.")
        self.seal()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An audit event is never deleted.")

    def seal(self) -> None:
        """Note where the event comes from, and compute its MAC."""
        source = current_source()
        if source.address:
            self.source, self.source_salt = source.address, new_salt()
            self.source_seal = source_seal(self.source, self.source_salt)
        self.session = session_hash(source.sign_in())
        texts = (getattr(self, name) for name in TEXTS)
        self.mac = event_mac(moment_text(self.at), details_text(self.details), *texts)


class AuditBlock(models.Model):
    """One link of the chain: some events in the order in which they were committed.

    `events` has an entry for each event, its id and the beginning of its MAC (`audit.blocks`).
    Every event whose id is at most `settled_id` is in this block or in an earlier one, and none of
    them has an id above `highest_id`. `link` is a MAC over all of it and over the link before, so
    no block can be changed, left out or moved.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    made_at = models.DateTimeField(_("when"))
    settled_id = models.PositiveBigIntegerField()
    highest_id = models.PositiveBigIntegerField()
    events = models.BinaryField()
    link = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("block of the audit")
        verbose_name_plural = _("blocks of the audit")

    def __str__(self) -> str:
        return f"block {self.number}"


class AuditCheckpoint(models.Model):
    """Until where the audit was purged. The chain goes on from `link`, the link of `block_number`.

    The database deletes no event whose id is above the `last_id` of every checkpoint.
    """

    id = models.BigAutoField(primary_key=True)
    made_at = models.DateTimeField(_("when"))
    block_number = models.PositiveBigIntegerField()
    last_id = models.PositiveBigIntegerField()
    link = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        verbose_name = _("checkpoint of the audit")
        verbose_name_plural = _("checkpoints of the audit")

    def __str__(self) -> str:
        return f"checkpoint at block {self.block_number}"
