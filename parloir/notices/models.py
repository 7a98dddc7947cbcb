from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.languages import LONGEST_CODE
from parloir.vault.names import new_public_id


class Notice(models.Model):
    """A message to a person, enqueued in the transaction that it reports, and sent later.

    It has references, never the text. The worker renders it when it is sent, so that it is correct
    at that moment, and no PIN is stored in a queue.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")
        """The mail server has refused it for days."""
        ASIDE = "aside", _("set aside")
        """Its letter could not be built, so trying again is of no use until that is mended."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=40)
    email = models.EmailField()
    language = models.CharField(max_length=LONGEST_CODE)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("letter that was not sent")
        verbose_name_plural = _("letters that were not sent")
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(state="waiting"), name="notice_due"
            ),
            models.Index(
                fields=["state", "created_at"],
                condition=models.Q(state__in=["aside", "failed"]),
                name="notice_unsent",
            ),
            # For counts: SQLite uses a partial index only for exactly its condition.
            models.Index(
                fields=["created_at"], condition=models.Q(state="aside"), name="notice_set_aside"
            ),
            models.Index(
                fields=["created_at"], condition=models.Q(state="failed"), name="notice_failed"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="notice_sent_with_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class MailServerOutage(models.Model):
    """That the mail server cannot be reached. There is no row while it can.

    It is one row for all letters, so that a thousand that wait are one try, not a thousand.
    """

    only_row = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    since = models.DateTimeField()
    """When it was tried in vain for the first time."""
    next_try_at = models.DateTimeField()
    tries = models.PositiveIntegerField()
    last_error = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(only_row=1), name="mail_server_has_one_outage"
            )
        ]

    def __str__(self) -> str:
        return f"no mail server since {self.since:%Y-%m-%d %H:%M}"
