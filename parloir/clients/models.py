from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.audit.actors import Actor
from parloir.clients.scopes import Scope
from parloir.facilities.models import Facility
from parloir.vault.names import new_public_id


class ApiClient(models.Model):
    """A program of the jail that uses the API, with its facilities and scopes.

    The token is shown once and stored as a keyed hash. Each scope is a column, so that the
    database cannot store an unknown scope.
    """

    public_id = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_public_id, editable=False
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("For example: jail management system, test")
    )
    facilities = models.ManyToManyField(
        Facility, related_name="api_clients", verbose_name=_("facilities that it may touch")
    )
    may_read_availability = models.BooleanField(Scope.READ_AVAILABILITY.label, default=False)
    may_read_bookings = models.BooleanField(Scope.READ_BOOKINGS.label, default=False)
    may_write_bookings = models.BooleanField(Scope.WRITE_BOOKINGS.label, default=False)
    may_read_inmates = models.BooleanField(Scope.READ_INMATES.label, default=False)
    requests_a_minute = models.PositiveIntegerField(
        _("requests a minute at most"), default=600, validators=[MinValueValidator(1)]
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), editable=False)
    valid_until = models.DateField(
        _("valid until and including"),
        blank=True,
        help_text=_("Afterwards its token opens nothing. Left empty, it is valid for a year."),
    )
    made_by = models.CharField(_("made by"), max_length=12, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used at"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    class Meta:
        verbose_name = _("program that uses the API")
        verbose_name_plural = _("programs that use the API")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(requests_a_minute__gte=1), name="client_may_ask"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True)
                | models.Q(revoked_at__gte=models.F("made_at")),
                name="client_revoked_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        return Actor("client", self.public_id)

    @property
    def scopes(self) -> frozenset[Scope]:
        return frozenset(scope for scope, field in FIELD_OF.items() if getattr(self, field))


FIELD_OF: dict[Scope, str] = {
    Scope.READ_AVAILABILITY: "may_read_availability",
    Scope.READ_BOOKINGS: "may_read_bookings",
    Scope.WRITE_BOOKINGS: "may_write_bookings",
    Scope.READ_INMATES: "may_read_inmates",
}


class ReadTally(models.Model):
    """How often a program has read of a person in one minute, until the minute is over.

    Then it becomes an event of the audit (`clients.reads`).
    """

    id = models.BigAutoField(primary_key=True)
    minute = models.DateTimeField()
    client_ref = models.CharField(max_length=12)
    facility_ref = models.CharField(max_length=60)
    person_ref = models.CharField(max_length=12)
    reads = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "client_ref", "facility_ref", "person_ref"],
                name="one_tally_a_minute",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_ref} {self.person_ref} {self.minute:%Y-%m-%d %H:%M}"


class IdempotentAnswer(models.Model):
    """The answer to a client's request with an idempotency key.

    The row is written in the transaction of the request, so that a process that dies leaves both
    or neither. `status` is empty only while that transaction runs. The body is sealed, as answers
    contain names and PINs.
    """

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    sealed_body = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="one_answer_a_key"),
            models.CheckConstraint(
                condition=models.Q(status__isnull=True, sealed_body__isnull=True)
                | models.Q(status__isnull=False, sealed_body__isnull=False),
                name="answer_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.created_at:%Y-%m-%d %H:%M:%S}"
