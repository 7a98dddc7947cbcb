from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models import Area, Facility, must_be_area_of
from parloir.languages import LONGEST_CODE, default_language, offered_languages
from parloir.scheduling.intervals import Interval
from parloir.typed_text.derived_columns import (
    LONGEST_FOLD,
    LONGEST_FOLDED_NAME,
    FoldedName,
    FoldedNumber,
    NameParts,
    WithDerivedColumns,
)
from parloir.typed_text.personal_names import LONGEST_NAME, must_be_name
from parloir.vault.names import new_public_id


class Inmate(WithDerivedColumns):
    """A person on the roster, found by the `search_` columns (P10).

    `pin_is_weak` is empty for a PIN of an earlier version that was not judged yet.
    """

    class Status(models.TextChoices):
        HELD = "held", _("held here")
        RELEASED = "released", _("released")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="inmates", verbose_name=_("facility")
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="inmates", verbose_name=_("area")
    )
    master_id = models.CharField(_("master ID number"), max_length=20)
    first_name = models.CharField(
        _("first name"), max_length=LONGEST_NAME, validators=[must_be_name]
    )
    last_name = models.CharField(_("last name"), max_length=LONGEST_NAME, validators=[must_be_name])
    year_of_birth = models.PositiveSmallIntegerField(
        _("year of birth"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900)],
        help_text=_("Tells people with the same name apart, where the facility says so."),
    )
    search_first = FoldedName(max_length=LONGEST_FOLDED_NAME, of=["first_name"])
    search_last = FoldedName(max_length=LONGEST_FOLDED_NAME, of=["last_name"])
    search_parts = NameParts(of=["first_name", "last_name"])
    search_number = FoldedNumber(max_length=20 * LONGEST_FOLD, of=["master_id"])
    pin_hash = models.CharField(max_length=64, editable=False)
    pin_is_weak = models.BooleanField(null=True, editable=False)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.HELD
    )
    language = models.CharField(
        _("language"),
        max_length=LONGEST_CODE,
        choices=offered_languages,
        default=default_language,
    )
    intake_at = models.DateTimeField(
        _("came in at"),
        null=True,
        blank=True,
        help_text=_("Visits begin after the facility's waiting time, counted from this moment."),
    )
    no_visits_until = models.DateField(_("no visits until and including"), null=True, blank=True)

    class Meta:
        verbose_name = _("inmate")
        verbose_name_plural = _("inmates")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "master_id"], name="master_id_once_a_facility"
            )
        ]
        indexes = [
            # The classes let PostgreSQL use the index for the beginning of a name.
            models.Index(
                fields=["facility", "search_last"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                name="inmates_by_last_name",
            ),
            models.Index(
                fields=["facility", "search_first"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                name="inmates_by_first_name",
            ),
            models.Index(fields=["facility", "search_number"], name="inmates_by_number"),
            # Parts of names are looked for among those who are held.
            models.Index(
                fields=["facility"], condition=models.Q(status="held"), name="held_at_facility"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.master_id})"

    def clean(self) -> None:
        if self.area_id:
            must_be_area_of(self.area, self.facility_id)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Commitment(models.Model):
    """A time at which an inmate is somewhere else: no visit that overlaps it can be booked."""

    class Kind(models.TextChoices):
        COURT = "court", _("court")
        PROGRAMME = "programme", _("program or class")
        MEDICAL = "medical", _("medical appointment")
        OTHER = "other", _("other")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    inmate = models.ForeignKey(
        Inmate, on_delete=models.CASCADE, related_name="commitments", verbose_name=_("inmate")
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="commitment_ends_later"
            )
        ]
        indexes = [models.Index(fields=["inmate", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.inmate.facility.on_its_clock(self.starts_at)}"

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)
