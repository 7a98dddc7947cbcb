from django.db import models


class Attempt(models.Model):
    """An attempt at something that is limited: by whom (`key`, a hash or a public id) and when."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=100)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["key", "at"])]

    def __str__(self) -> str:
        return self.key


class Spending(models.Model):
    """How much of a budget has been spent in the current window: see `budgets`."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=100, unique=True)
    window_starts_at = models.DateTimeField(db_index=True)
    spent = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.key
