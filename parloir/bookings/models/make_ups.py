from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.bookings.models.booking import Booking
from parloir.bookings.states import SPENDS_A_MAKE_UP
from parloir.vault.names import new_public_id


class MakeUp(models.Model):
    """A visit that is owed, since facility or system lost time of the visit of `owed_for`.

    The visitor who booked that visit may book one from it (`Booking.made_from`) up to `last_date`,
    a facility-local date. It is spent while such a booking is open or took place, and free again
    when it was cancelled or not held. `withdrawn_at` is set where the verdict changed and nothing
    is owed any more. `lost_minutes` is what was lost; the visit that is owed has the usual length.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    owed_for = models.OneToOneField(
        Booking, on_delete=models.CASCADE, related_name="make_up", verbose_name=_("booking")
    )
    lost_minutes = models.PositiveSmallIntegerField(_("minutes that were lost"))
    last_date = models.DateField(_("to be booked by"))
    granted_at = models.DateTimeField(_("granted at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("make-up visit")
        verbose_name_plural = _("make-up visits")

    def __str__(self) -> str:
        return self.public_id

    def spent_by(self) -> Booking | None:
        """Return the booking that was made from it and was not given back, if there is one."""
        return self.bookings.filter(state__in=SPENDS_A_MAKE_UP).first()

    def is_open_on(self, day: date) -> bool:
        """Return whether it could be booked from on this date, if it is not spent."""
        return self.withdrawn_at is None and day <= self.last_date
