from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CredentialsConfig(AppConfig):
    name = "parloir.credentials"
    verbose_name = _("Codes and passwords")

    def ready(self) -> None:
        # It registers how the notices of this package are rendered.
        from parloir.credentials import letters  # noqa: F401
