"""Visiting hours (P14, P15) and closures."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models.devices import Monitor, Station
from parloir.facilities.models.places import Area, Facility, Weekday, must_be_area_of
from parloir.scheduling.weekly_hours import WeeklyHours
from parloir.vault.names import new_public_id


class VisitKind(models.TextChoices):
    ONSITE = "onsite", _("on-site")
    REMOTE = "remote", _("remote")


class VisitingHours(models.Model):
    """One window of one weekday for one kind of visit (P14, P15), in the facility's time.

    `closes` at midnight means the end of that day. An area with its own hours for a kind has only
    those. All other areas have the facility's.
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="hours", verbose_name=_("facility")
    )
    area = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="hours",
        verbose_name=_("area"),
        help_text=_("Empty: for all areas without hours of their own."),
    )
    kind = models.CharField(_("kind of visit"), max_length=6, choices=VisitKind.choices)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["kind", "weekday", "opens"]
        verbose_name = _("visiting hours")
        verbose_name_plural = _("visiting hours")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "kind", "weekday", "opens"],
                condition=models.Q(area__isnull=True),
                name="one_window_opens_once",
            ),
            models.UniqueConstraint(
                fields=["area", "kind", "weekday", "opens"],
                condition=models.Q(area__isnull=False),
                name="one_window_of_an_area_opens_once",
            ),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")) | models.Q(closes="00:00"),
                name="window_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"

    def clean(self) -> None:
        """Check that the day's windows do not overlap and are on whole five minutes, as
        `WeeklyHours` requires. Raises ValidationError."""
        must_be_area_of(self.area, self.facility_id)
        others = VisitingHours.objects.filter(
            facility_id=self.facility_id, area=self.area, kind=self.kind, weekday=self.weekday
        ).exclude(pk=self.pk)
        windows = [(one.opens, one.closes) for one in others]
        try:
            WeeklyHours({self.weekday: [*windows, (self.opens, self.closes)]})
        except ValueError as error:
            raise ValidationError(
                _(
                    "Write times on whole five minutes, with the close after the opening, that "
                    "do not overlap other hours of that day."
                )
            ) from error


class Closure(models.Model):
    """A time without visits: of the whole facility, or of one area, monitor or station."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="closures", verbose_name=_("facility")
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("area")
    )
    monitor = models.ForeignKey(
        Monitor, null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("monitor")
    )
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("station")
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    reason = models.CharField(
        _("reason"), max_length=200, help_text=_("For the record, in a few words.")
    )

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="closure_ends_later"
            ),
            models.CheckConstraint(
                condition=models.Q(monitor__isnull=True, station__isnull=True)
                | models.Q(area__isnull=True, monitor__isnull=True)
                | models.Q(area__isnull=True, station__isnull=True),
                name="closure_has_one_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility.on_its_clock(self.starts_at)} {self.reason}"

    def clean(self) -> None:
        must_be_area_of(self.area, self.facility_id)
        elsewhere = _("This device belongs to another facility.")
        if self.monitor is not None and self.monitor.facility_id != self.facility_id:
            raise ValidationError({"monitor": elsewhere})
        if self.station is not None and self.station.area.facility_id != self.facility_id:
            raise ValidationError({"station": elsewhere})
