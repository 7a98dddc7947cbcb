from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.bookings.models.booking import Booking
from parloir.people.models import Minor, Visitor


class BookingCompanions(models.Manager["BookingCompanion"]):
    """Companions with their person, since every caller needs it."""

    def get_queryset(self) -> "models.QuerySet[BookingCompanion]":
        return super().get_queryset().select_related("visitor__user", "minor")


class BookingCompanion(models.Model):
    """A companion of the visitor who booked: an adult or a minor."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="companions")
    visitor = models.ForeignKey(
        Visitor,
        null=True,
        on_delete=models.PROTECT,
        related_name="bookings_as_companion",
        verbose_name=_("adult"),
    )
    minor = models.ForeignKey(
        Minor,
        null=True,
        on_delete=models.PROTECT,
        related_name="bookings_as_companion",
        verbose_name=_("minor"),
    )

    objects = BookingCompanions()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "visitor"],
                condition=models.Q(visitor__isnull=False),
                name="adult_is_companion_once",
            ),
            models.UniqueConstraint(
                fields=["booking", "minor"],
                condition=models.Q(minor__isnull=False),
                name="minor_is_companion_once",
            ),
            models.CheckConstraint(
                condition=models.Q(visitor__isnull=False, minor__isnull=True)
                | models.Q(visitor__isnull=True, minor__isnull=False),
                name="companion_is_adult_or_minor",
            ),
        ]

    def __str__(self) -> str:
        return self.person.full_name

    @classmethod
    def of(cls, booking: Booking, person: Visitor | Minor) -> "BookingCompanion":
        if isinstance(person, Visitor):
            return cls(booking=booking, visitor=person)
        return cls(booking=booking, minor=person)

    @property
    def person(self) -> Visitor | Minor:
        person = self.visitor or self.minor
        assert person is not None  # noqa: S101 - a constraint of the table
        return person
