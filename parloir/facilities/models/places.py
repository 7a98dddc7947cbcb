"""Facilities, their states and housing units. Most of `procedure.md` is a field of these."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from parloir.facilities.directory import say_state
from parloir.facilities.models.zone_files import ZoneFile, keep_current_file, zone_with
from parloir.languages import LONGEST_CODE, offered_languages
from parloir.scheduling.repeated_times import letters_of_showing
from parloir.scheduling.wall_time import local_time
from parloir.scheduling.zone_data import current_digest, is_zone_of_a_place
from parloir.typed_text.phone_field import PhoneField
from parloir.typed_text.phone_numbers import shown_phone
from parloir.typed_text.plain_lines import must_be_plain_line
from parloir.vault.names import new_public_id


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def must_be_time_zone(value: str) -> None:
    if not is_zone_of_a_place(value):
        raise ValidationError(
            _("%(value)s is not the time zone of a place. Write one like America/Chicago."),
            params={"value": value},
        )


def must_be_ticks(value: int) -> None:
    if value % 5:
        raise ValidationError(_("Write a number of minutes that can be divided by five."))


class State(models.Model):
    """A state or territory of the USA, by which the directory is organized (P9)."""

    code = models.CharField(_("abbreviation"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("state")
        verbose_name_plural = _("states")

    def __str__(self) -> str:
        return self.name

    @property
    def spoken_name(self) -> str:
        """The name in the reader's language."""
        return say_state(self)


class Agency(models.Model):
    """A county, or another body, that runs facilities.

    It decides for itself who may visit there: what it decides about a person, and why, no other
    agency reads.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(
        _("name"),
        max_length=100,
        unique=True,
        validators=[must_be_plain_line],
        help_text=_("As visitors read it. For example: Jackson County"),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name


class Facility(models.Model):
    class Approval(models.TextChoices):
        TO_BOOK = "to_book", _("needed to book a visit")
        TO_BE_ADMITTED = "to_be_admitted", _("needed to be admitted to a visit")

    class UnwatchedPolicy(models.TextChoices):
        """What happens to visits while no officer is at the console."""

        ALLOW = "allow", _("visits begin and go on")
        MARK = "mark", _("visits begin and go on, and are marked")
        HOLD = "hold", _("no visit begins; those that are live go on")
        PAUSE = "pause", _("no visit begins; those that are live are paused")

    class ToldApartBy(models.TextChoices):
        """What visitors read beside two inmates of the same name, so that they choose the right
        one."""

        NUMBER_END = "number_end", _("the end of the master ID number")
        BIRTH_YEAR = "birth_year", _("the year of birth, where it is known")
        WHOLE_NUMBER = "whole_number", _("the whole master ID number")

    class MakeUpRule(models.TextChoices):
        """What follows where facility or system lost time of a visit."""

        NONE = "none", _("nothing")
        BOOKING = "booking", _("a make-up visit can be booked")
        AT_END = (
            "at_end",
            _("minutes are added at the end, or else a make-up visit can be booked"),
        )

    slug = models.SlugField(_("name in addresses of this site"), max_length=60, unique=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="facilities", verbose_name=_("agency")
    )
    state = models.ForeignKey(
        State, on_delete=models.PROTECT, related_name="facilities", verbose_name=_("state")
    )
    name = models.CharField(
        _("name in the directory"), max_length=100, validators=[must_be_plain_line]
    )
    official_name = models.CharField(
        _("official name"), max_length=120, validators=[must_be_plain_line]
    )
    short_zone_name = models.CharField(
        _("time zone as people say it"),
        max_length=20,
        validators=[must_be_plain_line],
        help_text=_("For example: Central"),
    )
    time_zone = models.CharField(_("time zone"), max_length=40, validators=[must_be_time_zone])
    zone_file = models.ForeignKey(
        ZoneFile, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    street = models.CharField(
        _("street and number"), max_length=120, validators=[must_be_plain_line]
    )
    city = models.CharField(_("city"), max_length=60, validators=[must_be_plain_line])
    postal_code = models.CharField(_("ZIP code"), max_length=10, validators=[must_be_plain_line])
    phone = PhoneField(_("phone number"))
    language = models.CharField(
        _("language of its own texts"),
        max_length=LONGEST_CODE,
        choices=offered_languages,
        blank=True,
        help_text=_(
            "It is read by people for whose language a text of the facility's own is not written. "
            "Empty: that of the whole site."
        ),
    )
    effective_date = models.DateField(
        _("first day of video visits"), help_text=_("Nothing can be booked before it.")
    )
    visit_minutes = models.PositiveSmallIntegerField(
        _("length of a visit in minutes"), default=30, validators=[must_be_ticks]
    )
    grid_minutes = models.PositiveSmallIntegerField(
        _("minutes from one start to the next"), default=30, validators=[must_be_ticks]
    )
    turnover_minutes = models.PositiveSmallIntegerField(
        _("minutes of rest between two visits"), default=0, validators=[must_be_ticks]
    )
    notice_minutes = models.PositiveIntegerField(
        _("shortest notice in minutes"), default=0, help_text=_("0: until the visit begins.")
    )
    horizon_days = models.PositiveSmallIntegerField(_("bookable days ahead"), default=120)
    week_begins = models.PositiveSmallIntegerField(
        _("first day of the week"),
        choices=Weekday.choices,
        default=Weekday.MONDAY,
        help_text=_("Quotas of a week are counted from it."),
    )
    intake_wait_hours = models.PositiveSmallIntegerField(
        _("hours from coming in to the first visit"), default=0
    )
    keeps_visitor_lists = models.BooleanField(
        _("inmates have lists of approved visitors"),
        default=False,
        help_text=_("If so, only visitors on an inmate's list can visit."),
    )
    told_apart_by = models.CharField(
        _("inmates with the same name are told apart by"),
        max_length=12,
        choices=ToldApartBy.choices,
        default=ToldApartBy.NUMBER_END,
        help_text=_(
            "Visitors read it only beside people who share a name. Without a known year of birth, "
            "they read the end of the number."
        ),
    )
    early_minutes = models.PositiveSmallIntegerField(_("admitted before the start"), default=15)
    grace_minutes = models.PositiveSmallIntegerField(_("admitted after the start"), default=10)
    cancel_minutes = models.PositiveIntegerField(
        _("cancel until, minutes before the start"), default=0
    )
    approval = models.CharField(
        _("approval of the identity"),
        max_length=14,
        choices=Approval.choices,
        default=Approval.TO_BOOK,
    )
    four_eyes = models.BooleanField(
        _("nobody decides a case that they recorded"),
        default=False,
        help_text=_("For reviews. Appeals are always decided by somebody else."),
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("days within which a restriction can be appealed"), default=30
    )
    appeal_answer_days = models.PositiveSmallIntegerField(
        _("days within which appeals are answered"), default=14
    )
    still_days = models.PositiveSmallIntegerField(
        _("days for which still pictures are kept"),
        default=365,
        validators=[MinValueValidator(1)],
        help_text=_(
            "For visits that an officer ended: counted from the last decision about it. While a "
            "decision or an appeal can still come, they stay."
        ),
    )
    unattended = models.CharField(
        _("while nobody is at the console"),
        max_length=5,
        choices=UnwatchedPolicy.choices,
        default=UnwatchedPolicy.ALLOW,
    )
    pause_stops_clock = models.BooleanField(
        _("a pause does not cost time"),
        default=True,
        help_text=_("While the place is free afterwards, a paused visit ends later."),
    )
    unseen_minutes = models.PositiveSmallIntegerField(
        _("minutes after which an unwatched visit stands out"), default=10
    )
    make_up = models.CharField(
        _("where facility or system lost time of a visit"),
        max_length=7,
        choices=MakeUpRule.choices,
        default=MakeUpRule.BOOKING,
        help_text=_(
            "A make-up visit counts against no quota and needs no notice. All other rules apply. "
            "At most 15 minutes are added, once, two minutes before the end."
        ),
    )
    make_up_minutes = models.PositiveSmallIntegerField(
        _("lost minutes from which a make-up visit is owed"),
        default=10,
        validators=[MinValueValidator(1)],
        help_text=_("A visit that failed is always owed."),
    )
    make_up_days = models.PositiveSmallIntegerField(
        _("days within which a make-up visit can be booked"),
        default=30,
        validators=[MinValueValidator(1)],
    )
    answer_hours = models.PositiveSmallIntegerField(
        _("hours within which registrations are looked at"), default=24
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visit_minutes__gte=5, grid_minutes__gte=5),
                name="visits_and_grid_last",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    Exact(models.F("visit_minutes") % 5, 0),
                    Exact(models.F("grid_minutes") % 5, 0),
                    Exact(models.F("turnover_minutes") % 5, 0),
                ),
                name="lengths_are_whole_ticks",
            ),
            models.CheckConstraint(
                condition=models.Q(make_up_minutes__gte=1, make_up_days__gte=1),
                name="make_ups_are_for_a_loss",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is None or "time_zone" in fields:
            self._keep_zone_file()
            kwargs["update_fields"] = fields and {*fields, "zone_file"}
        super().save(*args, **kwargs)

    @property
    def public_id(self) -> str:
        return self.slug

    @property
    def zone(self) -> ZoneInfo:
        """The zone with the rules by which this facility's times were converted."""
        return zone_with(self.time_zone, self.zone_file_id)

    def _keep_zone_file(self) -> None:
        """Without a file, or with one of another zone, take the current file of the zone."""
        if self.zone_file_id == current_digest(self.time_zone):
            return
        if self.zone_file is None or self.zone_file.name != self.time_zone:
            self.zone_file = keep_current_file(self.time_zone)

    def on_its_clock(self, instant: datetime) -> str:
        """Return '2026-11-24 18:30 Central', in figures for tables of the administration."""
        zone = letters_of_showing(instant, self.zone) or self.short_zone_name
        return f"{local_time(instant, self.zone):%Y-%m-%d %H:%M} {zone}"

    @property
    def shown_phone(self) -> str:
        """The phone number as people in the United States write it."""
        return self.phone_for("")

    def phone_for(self, number: str) -> str:
        """Return the phone number as somebody with this number dials it."""
        return shown_phone(self.phone, to=number)


class Area(models.Model):
    """A housing unit."""

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="areas", verbose_name=_("facility")
    )
    name = models.CharField(_("name"), max_length=60, validators=[must_be_plain_line])

    class Meta:
        ordering = ["name"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(fields=["facility", "name"], name="area_once_a_facility")
        ]

    def __str__(self) -> str:
        return self.name


def must_be_area_of(area: Area | None, facility_pk: int | None) -> None:
    """Raises ValidationError if the area is not one of this facility. None is always valid."""
    if area is not None and facility_pk is not None and area.facility_id != facility_pk:
        raise ValidationError({"area": _("This area belongs to another facility.")})
