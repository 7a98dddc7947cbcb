from django.apps import AppConfig


class PinTriesConfig(AppConfig):
    name = "parloir.pin_tries"
