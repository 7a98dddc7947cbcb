from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FacilitiesConfig(AppConfig):
    name = "parloir.facilities"
    verbose_name = _("Facilities")

    def ready(self) -> None:
        from parloir.facilities import checks  # noqa: F401 - needs the apps to be loaded
