from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "parloir.bookings"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        # They register how its notices are rendered.
        from parloir.bookings import cancelling_letters, letters, make_up_letters  # noqa: F401
