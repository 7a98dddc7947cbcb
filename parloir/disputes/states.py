"""The states of a dispute, and the transitions between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DisputeState(models.TextChoices):
    OPEN = "open", _("waiting for a decision")
    DECIDED = "decided", _("decided")


DISPUTE_TRANSITIONS: dict[DisputeState, frozenset[DisputeState]] = {
    DisputeState.OPEN: frozenset({DisputeState.DECIDED}),
    DisputeState.DECIDED: frozenset(),
}
