from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.typed_text.derived_columns import (
    LONGEST_FOLDED_NAME,
    FoldedName,
    NameParts,
    WithDerivedColumns,
)
from parloir.typed_text.personal_names import LONGEST_NAME, must_be_name
from parloir.typed_text.phone_field import PhoneField
from parloir.typed_text.phone_numbers import shown_phone
from parloir.vault.names import new_public_id


def age_on(day: date, *, born: date) -> int:
    """Return the age in whole years. Born on 29 February, one ages on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class Visitor(WithDerivedColumns):
    """A registered person outside (P4 to P7), whom staff find by the `search_` columns."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visitor"
    )
    first_name = models.CharField(
        _("first name"), max_length=LONGEST_NAME, validators=[must_be_name]
    )
    last_name = models.CharField(_("last name"), max_length=LONGEST_NAME, validators=[must_be_name])
    search_first = FoldedName(max_length=LONGEST_FOLDED_NAME, of=["first_name"])
    search_last = FoldedName(max_length=LONGEST_FOLDED_NAME, of=["last_name"])
    search_parts = NameParts(of=["first_name", "last_name"])
    date_of_birth = models.DateField(_("date of birth"))
    phone = PhoneField(_("phone number"))
    street = models.CharField(_("street and number"), max_length=120)
    city = models.CharField(_("city"), max_length=60)
    region = models.CharField(_("state"), max_length=40)
    postal_code = models.CharField(_("ZIP code"), max_length=10)
    registered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")
        indexes = [
            models.Index(
                fields=["search_last"],
                opclasses=["varchar_pattern_ops"],
                name="visitors_by_last_name",
            ),
            models.Index(
                fields=["search_first"],
                opclasses=["varchar_pattern_ops"],
                name="visitors_by_first_name",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def shown_phone(self) -> str:
        """The phone number as staff in the United States dial it."""
        return shown_phone(self.phone)

    @property
    def language(self) -> str:
        return self.user.language

    def age_on(self, day: date) -> int:
        """Return the age in whole years."""
        return age_on(day, born=self.date_of_birth)


@dataclass(frozen=True, slots=True)
class BirthDay:
    """The day and month on which somebody was born, without the year."""

    month: int
    day: int

    @classmethod
    def of(cls, visitor: Visitor) -> "BirthDay":
        return cls(visitor.date_of_birth.month, visitor.date_of_birth.day)
