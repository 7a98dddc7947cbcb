from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models import Facility
from parloir.languages import (
    LONGEST_CODE,
    choose_text,
    default_language,
    is_offered,
    offered_languages,
)
from parloir.sanctions.grounds import GROUNDS, OTHER
from parloir.sides import Side
from parloir.typed_text.plain_lines import must_be_plain_line

FOR = [(Side.VISITOR.value, _("visitors")), (Side.INMATE.value, _("inmates"))]


def every_ground() -> list[str]:
    return list(GROUNDS)


class LadderPolicy(models.Model):
    """A facility's own ladder (P17, P18), as its administrator has set it.

    Without one, visitors have the ladder of the notice, and inmates have none: see
    `queries.ladder_of`. `counted` are the grounds of P16 that count. The facility's own grounds
    have a field for this.
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="ladders", verbose_name=_("facility")
    )
    whose = models.CharField(_("for"), max_length=7, choices=FOR, default=Side.VISITOR)
    window_days = models.PositiveIntegerField(
        _("days after which an offense no longer counts"),
        null=True,
        blank=True,
        help_text=_("Empty: it counts forever."),
    )
    counted = models.JSONField(_("grounds that count"), default=every_ground)
    confirm_permanent = models.BooleanField(
        _("a second person confirms a permanent restriction"), default=False
    )

    class Meta:
        verbose_name = _("ladder")
        verbose_name_plural = _("ladders")
        constraints = [
            models.UniqueConstraint(fields=["facility", "whose"], name="one_ladder_each"),
            models.CheckConstraint(condition=models.Q(whose__in=Side.values), name="ladder_whose"),
            models.CheckConstraint(
                condition=models.Q(confirm_permanent=False) | models.Q(whose=Side.VISITOR),
                name="visitors_are_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility} · {self.get_whose_display()}"

    def clean(self) -> None:
        if self.confirm_permanent and self.whose != Side.VISITOR:
            raise ValidationError({"confirm_permanent": _("This is for visitors alone.")})


class LadderStep(models.Model):
    """What the offense at this position leads to. The last step applies to all later offenses."""

    policy = models.ForeignKey(
        LadderPolicy, on_delete=models.CASCADE, related_name="steps", verbose_name=_("ladder")
    )
    position = models.PositiveSmallIntegerField(_("offense number"))
    days = models.PositiveSmallIntegerField(
        _("days"), null=True, blank=True, help_text=_("Empty: permanent.")
    )

    class Meta:
        ordering = ["position"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(fields=["policy", "position"], name="one_step_a_position"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1)
                & (models.Q(days__isnull=True) | models.Q(days__gte=1)),
                name="step_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.days or '∞'}"


def check_steps(steps: Iterable[tuple[int, int | None]]) -> None:
    """Check the steps: pairs of a position and days, None for permanent. Raises
    ValidationError."""
    ordered = sorted(steps, key=lambda step: step[0])
    if [position for position, _days in ordered] != list(range(1, len(ordered) + 1)) or not ordered:
        raise ValidationError(_("Number the steps 1, 2, 3 and so on: there is at least one."))
    if any(days is None for _position, days in ordered[:-1]):
        raise ValidationError(_("Only the last step can be permanent."))


class Ground(models.Model):
    """A facility's own ground, in addition to the six of P16, which every facility has."""

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="own_grounds", verbose_name=_("facility")
    )
    code = models.CharField(
        _("short name"),
        max_length=20,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9_]*$", _("Use small letters, digits and underscores."))
        ],
        help_text=_("For the records, in small letters: it stays as it is."),
    )
    counts = models.BooleanField(_("counts on the ladder"), default=True)
    in_use = models.BooleanField(
        _("in use"),
        default=True,
        help_text=_("Not in use: it is no longer offered. What was recorded stays."),
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")
        constraints = [
            models.UniqueConstraint(fields=["facility", "code"], name="one_ground_a_code"),
            models.CheckConstraint(
                condition=~models.Q(code__in=[*GROUNDS, OTHER]), name="ground_is_its_own"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The text in the active language, or as `choose_text` chooses, or the short name.

        It needs `texts` and `facility`, which `catalogue.own_grounds` loads for many grounds.
        """
        texts = {one.language: one.text for one in self.texts.all()}
        return choose_text(texts, fallback=self.facility.language) or self.code

    @property
    def fallback_language(self) -> str:
        """The language in which there must be a text."""
        own = self.facility.language
        return own if is_offered(own) else default_language()

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude=exclude)
        if self.code in {*GROUNDS, OTHER}:
            raise ValidationError({"code": _("This ground is always there: choose another name.")})


class GroundText(models.Model):
    """What people read for a ground, in one language."""

    ground = models.ForeignKey(
        Ground, on_delete=models.CASCADE, related_name="texts", verbose_name=_("ground")
    )
    language = models.CharField(_("language"), max_length=LONGEST_CODE, choices=offered_languages)
    text = models.CharField(_("text"), max_length=120, validators=[must_be_plain_line])

    class Meta:
        ordering = ["id"]
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(fields=["ground", "language"], name="one_text_a_language"),
            models.CheckConstraint(condition=~models.Q(text=""), name="ground_text_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.text}"
