from django.db import models


class Change(models.Model):
    """One committed change of a live surface. It says only: look again at this topic."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.id} {self.topic}"
