from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "parloir.web"
