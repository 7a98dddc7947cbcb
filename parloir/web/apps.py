from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "parloir.web"

    def ready(self) -> None:
        """Connect what happens when somebody signs in."""
        from parloir.web import known_browser, sign_ins  # noqa: F401 - needs the apps to be loaded
