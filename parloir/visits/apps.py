from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "parloir.visits"
    verbose_name = _("Visits")

    def ready(self) -> None:
        from parloir.visits import letters  # noqa: F401 - registers how its notices are rendered
