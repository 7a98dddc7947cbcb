from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "parloir.people"
    verbose_name = _("People")

    def ready(self) -> None:
        # They register how the notices of this package are rendered.
        from parloir.people import (  # noqa: F401
            companion_letters,
            identity_letters,
            letters,
            sign_in_letters,
        )
