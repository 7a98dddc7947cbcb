from django.db import models

from parloir.vault.names import new_public_id, new_token
from parloir.visits.models import new_room_id


class Trials(models.QuerySet["Trial"]):
    def still_open(self) -> "Trials":
        return self.filter(closed_at__isnull=True)


class Trial(models.Model):
    """A room on the media server for one browser, until `ends_at` at the latest.

    `owner` is a visitor's public id. `closed_at` is set once the media server has closed the room.
    Nothing of what was sent or measured is kept; the row is deleted when it no longer counts.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    owner = models.CharField(max_length=12)
    room_id = models.BigIntegerField(unique=True, default=new_room_id)
    room_secret = models.CharField(max_length=64, default=new_token)
    opened_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = Trials.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_trial_of_an_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("opened_at")), name="trial_ends_after_it"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "opened_at"], name="trials_of_an_owner"),
            models.Index(
                fields=["ends_at"],
                condition=models.Q(closed_at__isnull=True),
                name="open_trials_by_end",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
