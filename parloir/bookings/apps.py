from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "parloir.bookings"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        from parloir.bookings import letters  # noqa: F401 - registers how its notices are rendered
