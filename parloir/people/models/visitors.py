from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models import Agency
from parloir.typed_text.personal_names import LONGEST_NAME, must_be_name
from parloir.vault.names import new_public_id


def age_on(day: date, *, born: date) -> int:
    """Return the age in whole years. Born on 29 February, one ages on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class Visitor(models.Model):
    """A registered person outside (P4 to P7)."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visitor"
    )
    first_name = models.CharField(
        _("first name"), max_length=LONGEST_NAME, validators=[must_be_name]
    )
    last_name = models.CharField(_("last name"), max_length=LONGEST_NAME, validators=[must_be_name])
    date_of_birth = models.DateField(_("date of birth"))
    phone = models.CharField(_("phone number"), max_length=20)
    street = models.CharField(_("street and number"), max_length=120)
    city = models.CharField(_("city"), max_length=60)
    region = models.CharField(_("state"), max_length=40)
    postal_code = models.CharField(_("ZIP code"), max_length=10)
    registered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def language(self) -> str:
        return self.user.language

    def age_on(self, day: date) -> int:
        """Return the age in whole years."""
        return age_on(day, born=self.date_of_birth)


class IdentityRequest(models.Model):
    """A visitor asks to visit at an agency, which looks at their photo and ID for itself.

    Staff of an agency see the visitors who have asked there, and no others.
    """

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="identity_requests")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="identity_requests")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor", "agency"], name="asked_once_an_agency")
        ]

    def __str__(self) -> str:
        return str(self.pk)


@dataclass(frozen=True, slots=True)
class BirthDay:
    """The day and month on which somebody was born, without the year."""

    month: int
    day: int

    @classmethod
    def of(cls, visitor: Visitor) -> "BirthDay":
        return cls(visitor.date_of_birth.month, visitor.date_of_birth.day)


class IdentityDocument(models.Model):
    """One piece of a visitor's identity: the photo, or a side of the government ID (P6).

    The image is an encrypted file whose name is `public_id`. A new document replaces a refused
    one: the old row stays with `current` false, and its image is deleted.
    """

    class Piece(models.TextChoices):
        PHOTO = "photo", _("Photo of you")
        ID_FRONT = "id_front", _("Front of your ID")
        ID_BACK = "id_back", _("Back of your ID")

    class State(models.TextChoices):
        WAITING = "waiting", _("We are looking at it")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Please take it again")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="documents")
    piece = models.CharField(max_length=8, choices=Piece.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    current = models.BooleanField(default=True)
    barcode = models.JSONField(default=dict)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visitor", "piece"],
                condition=models.Q(current=True),
                name="one_current_document_a_piece",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(decided_at__isnull=False)),
                name="document_decided_with_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.piece} {self.public_id}"
