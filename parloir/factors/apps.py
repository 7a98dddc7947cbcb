from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactorsConfig(AppConfig):
    name = "parloir.factors"
    verbose_name = _("Second factors")

    def ready(self) -> None:
        # It registers how the notices of this package are rendered.
        from parloir.factors import letters  # noqa: F401
