"""What a client can be allowed to do through the API."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    READ_AVAILABILITY = "availability:read", _("see which times can be booked")
    READ_BOOKINGS = "bookings:read", _("read bookings, with the names of both people")
    WRITE_BOOKINGS = "bookings:write", _("book, move and cancel visits")
    READ_INMATES = "inmates:read", _("read an entry of the roster")
