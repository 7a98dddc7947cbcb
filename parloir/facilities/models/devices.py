"""Monitors in the lobby, stations in the housing units, and the browsers that are enrolled."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models.places import Area, Facility
from parloir.typed_text.plain_lines import must_be_plain_line
from parloir.vault.names import new_public_id


class Monitor(models.Model):
    """A visitation monitor in the lobby."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="monitors", verbose_name=_("facility")
    )
    name = models.CharField(_("name"), max_length=60, validators=[must_be_plain_line])
    in_service = models.BooleanField(_("in service"), default=True)
    asked_for_staff_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("monitor")
        verbose_name_plural = _("monitors")
        constraints = [
            models.UniqueConstraint(fields=["facility", "name"], name="monitor_once_a_facility")
        ]

    def __str__(self) -> str:
        return self.name


class Station(models.Model):
    """An inmate's terminal in an area."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="stations", verbose_name=_("area")
    )
    name = models.CharField(_("name"), max_length=60, validators=[must_be_plain_line])
    position = models.PositiveSmallIntegerField(
        _("place in the row"),
        null=True,
        blank=True,
        help_text=_(
            "Stations with consecutive numbers are next to each other. Empty: it is next to none."
        ),
    )
    in_service = models.BooleanField(_("in service"), default=True)
    asked_for_staff_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="station_once_an_area")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def facility(self) -> Facility:
        return self.area.facility

    def adjoins(self, other: "Station") -> bool:
        """Return whether the two are neighbours in one area."""
        if self.position is None or other.position is None or self.area_id != other.area_id:
            return False
        return abs(self.position - other.position) == 1


class Enrolment(models.Model):
    """A browser that requests to be, or is, a monitor or a station.

    It shows `code` until an administrator assigns a device. The token is in the browser's cookie,
    and here as a hash. `connection` is the name of the connection that the device is attached to:
    a later one replaces it, and the earlier one shows that it was superseded.
    """

    class DeviceKind(models.TextChoices):
        MONITOR = "monitor", _("monitor")
        STATION = "station", _("station")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=8, choices=DeviceKind.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=8)
    monitor = models.ForeignKey(Monitor, null=True, on_delete=models.CASCADE)
    station = models.ForeignKey(Station, null=True, on_delete=models.CASCADE)
    requested_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    connection = models.CharField(max_length=40, blank=True)
    connected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True)
                | models.Q(monitor__isnull=False, station__isnull=True, kind="monitor")
                | models.Q(monitor__isnull=True, station__isnull=False, kind="station"),
                name="approved_enrolment_has_its_device",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(approved_at__isnull=True, revoked_at__isnull=True),
                name="open_enrolment_code_once",
            ),
            *(
                models.UniqueConstraint(
                    fields=[device],
                    condition=models.Q(approved_at__isnull=False, revoked_at__isnull=True),
                    name=f"one_enrolment_a_{device}",
                )
                for device in ("monitor", "station")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def device(self) -> Monitor | Station | None:
        return self.monitor or self.station
