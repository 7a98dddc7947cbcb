"""A facility's limits: how many visits in a day or week, and how many people in one visit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.bookings.quota_kinds import quota_choices
from parloir.facilities.models import Facility, VisitKind


class Quota(models.Model):
    """The most visits of one kind, or of both, in a day or week of the facility's calendar.

    It counts visits booked, under way or fulfilled, by each visit's date.
    """

    class Period(models.TextChoices):
        DAY = "day", _("a day")
        WEEK = "week", _("a week")

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="quotas", verbose_name=_("facility")
    )
    of = models.CharField(_("counted"), max_length=20, choices=quota_choices)
    kind = models.CharField(
        _("kind of visit"),
        max_length=6,
        choices=VisitKind.choices,
        blank=True,
        help_text=_("Empty: visits of both kinds count together."),
    )
    period = models.CharField(_("in"), max_length=4, choices=Period.choices)
    most = models.PositiveSmallIntegerField(_("visits at most"))

    class Meta:
        ordering = ["of", "kind", "period"]
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "of", "kind", "period"], name="one_quota_of_a_sort"
            )
        ]

    def __str__(self) -> str:
        return f"{self.most} {self.of} {self.kind} {self.period}"


class PartyLimit(models.Model):
    """The largest party: the most adults together with the most minors.

    A facility with several limits allows each party that fits one of them ("2 adults and 1 minor,
    or 1 and 2"). A facility without any allows one adult alone.
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="party_limits", verbose_name=_("facility")
    )
    adults = models.PositiveSmallIntegerField(_("adults at most"), default=1)
    minors = models.PositiveSmallIntegerField(_("minors at most"), default=0)

    class Meta:
        ordering = ["-adults", "-minors"]
        verbose_name = _("largest party")
        verbose_name_plural = _("largest parties")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "adults", "minors"], name="one_party_limit_once"
            ),
            models.CheckConstraint(condition=models.Q(adults__gte=1), name="a_party_has_an_adult"),
        ]

    def __str__(self) -> str:
        return f"{self.adults}+{self.minors}"
