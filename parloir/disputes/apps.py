from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "parloir.disputes"

    def ready(self) -> None:
        from parloir.disputes import letters  # noqa: F401 - it registers how a notice is rendered
