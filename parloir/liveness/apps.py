from django.apps import AppConfig


class LivenessConfig(AppConfig):
    name = "parloir.liveness"
