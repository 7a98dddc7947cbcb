from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    name = "parloir.clients"
    verbose_name = _("Programs that use the API")
