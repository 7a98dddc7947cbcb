from django.db import models


class Change(models.Model):
    """A committed change that live surfaces show. It has only a topic, not what has changed."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.id} {self.topic}"
