from django.db import models


class Attempt(models.Model):
    """Something that may be done only so often: by whom (`key`, a hash or a public id), when."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=100)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["key", "at"])]

    def __str__(self) -> str:
        return self.key


class Spending(models.Model):
    """How much of a budget was given out in the window that runs: see `budgets`."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=100, unique=True)
    window_starts_at = models.DateTimeField()
    spent = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.key
