from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.bookings.states import OPEN, SPENDS_A_MAKE_UP, WITH_A_PIN, BookingState
from parloir.facilities.models import Facility, Monitor, Station, VisitKind
from parloir.people.models import Inmate, Visitor
from parloir.scheduling.intervals import Interval
from parloir.scheduling.wall_time import local_date
from parloir.vault.names import new_public_id


class Booking(models.Model):
    """The appointment of a visitor, and of those who come along, with an inmate.

    It begins as a reservation: a chosen time that nobody else gets until `reserved_until`, while
    the visitor checks it. A reservation has no PIN; if it has `moves`, it is the new time of that
    booking. A booking that lost its time is displaced: it claims nothing and needs a new time.

    `monitor` and `station` are the claimed devices. The monitor is capacity, since the PIN opens
    at any free one (P13). `turnover_minutes` is how long its devices rest after the visit, as the
    facility's settings were when it was booked. `calendar_sequence` is the SEQUENCE of the calendar
    files (RFC 5545, 3.8.7.4): it is raised with every new time, cancellation, loss and return of
    the time, and change of the party. The PIN is found by a keyed hash and stored
    encrypted, so that it can be shown and printed again.
    """

    class CancelledFor(models.TextChoices):
        VISITOR = "visitor", _("cancelled by you")
        STAFF = "staff", _("cancelled by the facility")
        RESTRICTION = "restriction", _("cancelled by a restriction")

    public_id = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_public_id, editable=False
    )
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("facility")
    )
    kind = models.CharField(_("kind of visit"), max_length=6, choices=VisitKind.choices)
    visitor = models.ForeignKey(
        Visitor, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("visitor")
    )
    inmate = models.ForeignKey(
        Inmate, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("inmate")
    )
    monitor = models.ForeignKey(
        Monitor, null=True, on_delete=models.PROTECT, verbose_name=_("monitor")
    )
    station = models.ForeignKey(Station, on_delete=models.PROTECT, verbose_name=_("station"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    turnover_minutes = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        _("status"), max_length=9, choices=BookingState.choices, default=BookingState.BOOKED
    )
    reserved_until = models.DateTimeField(_("reserved until"), null=True)
    moves = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="new_time"
    )
    pin_hash = models.CharField(max_length=64, blank=True)
    sealed_pin = models.BinaryField(default=bytes)
    booked_at = models.DateTimeField(_("booked at"))
    times_changed = models.PositiveSmallIntegerField(default=0)
    calendar_sequence = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    # False once it is known that the visit failed, and not through its visitor (ADR 67), and for
    # each booking that was made from a make-up.
    counts = models.BooleanField(_("counts against quotas"), default=True)
    made_from = models.ForeignKey(
        "bookings.MakeUp", null=True, on_delete=models.PROTECT, related_name="bookings"
    )
    # Which sides want a text line in the visit (ADR 78). Both have it if one of them does.
    visitor_writes = models.BooleanField(default=False)
    inmate_writes = models.BooleanField(default=False)
    cancelled_for = models.CharField(
        _("why it was cancelled"), max_length=11, choices=CancelledFor.choices, blank=True
    )

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "pin_hash"],
                condition=models.Q(state__in=WITH_A_PIN),
                name="pin_once_among_open_bookings",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="booking_ends_later"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=VisitKind.ONSITE, monitor__isnull=False)
                | models.Q(kind=VisitKind.REMOTE, monitor__isnull=True),
                name="onsite_booking_has_a_monitor",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN, closed_at__isnull=True)
                | (~models.Q(state__in=OPEN) & models.Q(closed_at__isnull=False)),
                name="booking_closed_with_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=BookingState.RESERVED, pin_hash="", reserved_until__isnull=False
                )
                | ~models.Q(state=BookingState.RESERVED)
                & ~models.Q(pin_hash="")
                & models.Q(reserved_until__isnull=True, moves__isnull=True),
                name="reserved_without_a_pin",
            ),
            models.UniqueConstraint(
                fields=["made_from"],
                condition=models.Q(made_from__isnull=False, state__in=SPENDS_A_MAKE_UP),
                name="make_up_spent_once",
            ),
            models.CheckConstraint(
                condition=models.Q(made_from__isnull=True) | models.Q(counts=False),
                name="make_up_counts_for_nobody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["facility", "starts_at"],
                condition=models.Q(state=BookingState.BOOKED),
                name="open_bookings_by_time",
            ),
            models.Index(
                fields=["reserved_until"],
                condition=models.Q(state=BookingState.RESERVED),
                name="reservations_by_end",
            ),
            models.Index(
                fields=["starts_at"],
                condition=models.Q(state=BookingState.BOOKED),
                name="open_bookings_by_start",
            ),
            models.Index(
                fields=["station", "starts_at"],
                condition=models.Q(state=BookingState.BOOKED),
                name="open_bookings_by_station",
            ),
            models.Index(
                fields=["facility", "closed_at"],
                condition=models.Q(state=BookingState.NOT_HELD),
                name="bookings_not_held",
            ),
            models.Index(
                fields=["visitor"],
                condition=models.Q(closed_at__isnull=True),
                name="open_bookings_of_visitors",
            ),
            models.Index(
                fields=["inmate"],
                condition=models.Q(closed_at__isnull=True),
                name="open_bookings_of_inmates",
            ),
            models.Index(fields=["facility", "starts_at"], name="bookings_by_time"),
            models.Index(fields=["pin_hash"], name="bookings_by_pin"),
            models.Index(fields=["visitor", "starts_at"]),
            models.Index(fields=["inmate", "starts_at"]),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        return self.state == BookingState.BOOKED

    @property
    def is_reserved(self) -> bool:
        return self.state == BookingState.RESERVED

    @property
    def is_displaced(self) -> bool:
        return self.state == BookingState.DISPLACED

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)

    @property
    def devices_interval(self) -> Interval:
        """The time for which monitor and station are claimed."""
        turnover = timedelta(minutes=self.turnover_minutes)
        return Interval(self.starts_at, self.ends_at + turnover)

    @property
    def visit_date(self) -> date:
        """The facility-local date of the visit, by which restrictions are judged (P17)."""
        return local_date(self.starts_at, self.facility.zone)

    @property
    def opens_at(self) -> datetime:
        """When admission of the parties begins (P13)."""
        return self.starts_at - timedelta(minutes=self.facility.early_minutes)

    @property
    def last_admission_at(self) -> datetime:
        """When admission ends: after the grace period on site (P13), with the visit if remote."""
        if self.kind == VisitKind.REMOTE:
            return self.ends_at
        return min(self.starts_at + timedelta(minutes=self.facility.grace_minutes), self.ends_at)
