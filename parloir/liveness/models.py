from django.db import models


class Heartbeat(models.Model):
    """That a process was alive at this moment, and what it could see: read by `/readyz`."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Lease(models.Model):
    """Who does what only one process may do, such as conducting a media node, and until when."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=40)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"
