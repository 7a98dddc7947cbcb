from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.bookings.models.booking import Booking
from parloir.people.models import Minor, Visitor


class Attendees(models.Manager["Attendee"]):
    """Each with the person, which is what everybody wants of them."""

    def get_queryset(self) -> "models.QuerySet[Attendee]":
        return super().get_queryset().select_related("visitor__user", "minor")


class Attendee(models.Model):
    """Somebody who comes along with the visitor who booked: an adult, or a minor."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="attendees")
    visitor = models.ForeignKey(
        Visitor,
        null=True,
        on_delete=models.PROTECT,
        related_name="attends",
        verbose_name=_("adult"),
    )
    minor = models.ForeignKey(
        Minor, null=True, on_delete=models.PROTECT, related_name="attends", verbose_name=_("minor")
    )

    objects = Attendees()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "visitor"],
                condition=models.Q(visitor__isnull=False),
                name="adult_attends_once",
            ),
            models.UniqueConstraint(
                fields=["booking", "minor"],
                condition=models.Q(minor__isnull=False),
                name="minor_attends_once",
            ),
            models.CheckConstraint(
                condition=models.Q(visitor__isnull=False, minor__isnull=True)
                | models.Q(visitor__isnull=True, minor__isnull=False),
                name="attendee_is_adult_or_minor",
            ),
        ]

    def __str__(self) -> str:
        return self.person.full_name

    @classmethod
    def of(cls, booking: Booking, person: Visitor | Minor) -> "Attendee":
        if isinstance(person, Visitor):
            return cls(booking=booking, visitor=person)
        return cls(booking=booking, minor=person)

    @property
    def person(self) -> Visitor | Minor:
        person = self.visitor or self.minor
        assert person is not None  # noqa: S101 - a constraint of the table
        return person
