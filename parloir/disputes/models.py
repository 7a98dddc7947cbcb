from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.disputes.states import DisputeState
from parloir.ledger.account import Fault
from parloir.sides import Side
from parloir.vault.names import new_public_id
from parloir.visits.models import Visit

LONGEST_TEXT = 4000
MOST_STATEMENTS = 5
"""As many one person can make about one visit."""


class Dispute(models.Model):
    """A visit of whose account somebody says "that is not what happened". One for each visit,
    no matter who says it and how often; a person decides it once.

    `decision` is empty while it is open. Otherwise the account stands, or it says this from now on.
    """

    State = DisputeState

    class Decision(models.TextChoices):
        STANDS = "stands", _("The record is right")
        TOOK_PLACE = "took_place", _("The visit took place")
        VISITOR = Fault.VISITOR.value, _("It failed on the visitor's side")
        INMATE = Fault.INMATE.value, _("It failed on the inmate's side")
        FACILITY = Fault.FACILITY.value, _("It failed through the facility")
        SYSTEM = Fault.SYSTEM.value, _("It failed through our system")

    public_id = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_public_id, editable=False
    )
    visit = models.OneToOneField(
        Visit, on_delete=models.PROTECT, related_name="dispute", verbose_name=_("visit")
    )
    state = models.CharField(
        _("status"), max_length=8, choices=DisputeState.choices, default=DisputeState.OPEN
    )
    opened_at = models.DateTimeField(_("opened at"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("disputed account")
        verbose_name_plural = _("disputed accounts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at__isnull=True, decision="")
                | (
                    models.Q(state="decided", decided_at__isnull=False)
                    & ~models.Q(decision="")
                    & ~models.Q(reason="")
                    & ~models.Q(decided_by="")
                ),
                name="dispute_decided_whole_or_not",
            )
        ]
        indexes = [
            models.Index(
                fields=["opened_at"], condition=models.Q(state="open"), name="open_disputes"
            ),
            models.Index(fields=["decided_at"], name="disputes_by_decision"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        return self.state == DisputeState.OPEN


class Statement(models.Model):
    """What one person says happened: in their own words, or by a choice of prepared ones.

    `author_ref` is the public id of the visitor's account or of the inmate, `number` counts what
    this person says about the visit. Rows are deleted some
    time after the decision (`disputes.retention`).
    """

    class Choice(models.TextChoices):
        SAW_NOBODY = "saw_nobody", _("I did not see the other person.")
        HEARD_NOBODY = "heard_nobody", _("I did not hear the other person.")
        STATION_FAILED = "station_failed", _("The station did not work.")
        WAS_CUT_OFF = "was_cut_off", _("The visit was cut off.")
        WAS_NOT_THERE = "was_not_there", _("I was not at this visit.")
        WENT_WELL = "went_well", _("We saw and heard each other well.")

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="statements")
    side = models.CharField(max_length=8, choices=Side.choices)
    author_ref = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField()
    choice = models.CharField(max_length=14, choices=Choice.choices, blank=True)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(choice="") & ~models.Q(text="")
                | ~models.Q(choice="") & models.Q(text=""),
                name="statement_says_one_thing",
            ),
            models.UniqueConstraint(
                fields=["dispute", "author_ref", "number"], name="statement_numbered_once"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=MOST_STATEMENTS),
                name="no_more_than_most_statements",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.dispute_id}"

    @property
    def words(self) -> str:
        return self.text or str(self.get_choice_display())
