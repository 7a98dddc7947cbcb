from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "parloir.workflows"

    def ready(self) -> None:
        from parloir.workflows import (  # noqa: F401 - they register how notices are rendered
            changed_letters,
            letters,
        )
