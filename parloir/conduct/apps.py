from django.apps import AppConfig


class ConductConfig(AppConfig):
    name = "parloir.conduct"

    def ready(self) -> None:
        from parloir.conduct import (  # noqa: F401 - they register how notices are rendered
            changed_letters,
            letters,
        )
