from django.db import models

from parloir.protocol.base import LONGEST_NUMBER
from parloir.protocol.intents import LONGEST_LINE
from parloir.sides import Side
from parloir.vault.names import new_public_id
from parloir.visits.models import Visit


class WrittenLine(models.Model):
    """What one side wrote to the other in a live visit.

    `key` is the browser's own number of the line: a line that is sent again, because its answer was
    lost, is written once. Rows are deleted some time after the visit (`text_lines.retention`).
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="written_lines")
    side = models.CharField(max_length=8, choices=Side.choices)
    key = models.CharField(max_length=LONGEST_NUMBER)
    text = models.CharField(max_length=LONGEST_LINE)
    written_at = models.DateTimeField()
    delete_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "side", "key"], name="line_written_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="line_says_something"),
        ]
        indexes = [models.Index(fields=["delete_at"], name="lines_by_deletion")]

    def __str__(self) -> str:
        return f"{self.side} {self.public_id}"
