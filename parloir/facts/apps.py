from django.apps import AppConfig
from django.conf import settings


class FactsConfig(AppConfig):
    name = "parloir.facts"

    def ready(self) -> None:
        if settings.DEBUG:
            from parloir.facts.guard import watch_all_connections

            watch_all_connections()
