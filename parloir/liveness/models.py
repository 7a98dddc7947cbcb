from django.db import models


class Heartbeat(models.Model):
    """The last time at which a process was alive, and facts that it reported for `/readyz`."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Lease(models.Model):
    """The process that holds a task for one process only, such as the media reconciler, and until
    when."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=40)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"
