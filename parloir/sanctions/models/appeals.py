from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.sanctions.models.restrictions import Restriction
from parloir.sanctions.states import AppealState
from parloir.vault.names import new_public_id


class Appeal(models.Model):
    """A visitor's appeal of a restriction, to a person who did not decide it. One for each.

    `received_date` and `answer_by_date` are dates of the facility. The deadline stays as the
    visitor was told, whatever the facility configures later.
    """

    State = AppealState

    class Channel(models.TextChoices):
        PAGE = "page", _("on the web site")
        PAPER = "paper", _("on paper")

    class Decision(models.TextChoices):
        UPHOLD = "uphold", _("The restriction stays")
        SHORTEN = "shorten", _("It ends earlier")
        OVERTURN = "overturn", _("It is lifted, and the violation dismissed")

    public_id = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_public_id, editable=False
    )
    restriction = models.OneToOneField(
        Restriction, on_delete=models.PROTECT, related_name="appeal", verbose_name=_("restriction")
    )
    state = models.CharField(
        _("status"), max_length=8, choices=AppealState.choices, default=AppealState.OPEN
    )
    channel = models.CharField(_("came"), max_length=5, choices=Channel.choices)
    text = models.CharField(_("what the visitor says"), max_length=4000)
    received_date = models.DateField(_("received on"))
    answer_by_date = models.DateField(_("to be answered by"))
    filed_at = models.DateTimeField(_("filed at"))
    filed_by = models.CharField(_("filed by"), max_length=12)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="appeal_says_something"),
            models.CheckConstraint(
                condition=models.Q(answer_by_date__gte=models.F("received_date")),
                name="appeal_answered_later",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at__isnull=True, decision="")
                | (
                    models.Q(state="decided", decided_at__isnull=False)
                    & ~models.Q(decision="")
                    & ~models.Q(reason="")
                    & ~models.Q(decided_by="")
                ),
                name="appeal_decided_whole_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by_date"], condition=models.Q(state="open"), name="open_appeals"
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def is_overdue(self, today: date) -> bool:
        return self.state == AppealState.OPEN and today > self.answer_by_date
