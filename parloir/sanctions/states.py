"""The states of violations, reviews and appeals, and the transitions between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ViolationState(models.TextChoices):
    UPHELD = "upheld", _("upheld")
    UNDER_REVIEW = "under_review", _("under review")
    DISMISSED = "dismissed", _("dismissed")


class ReviewState(models.TextChoices):
    OPEN = "open", _("waiting for a decision")
    DECIDED = "decided", _("decided")


class AppealState(models.TextChoices):
    OPEN = "open", _("waiting for a decision")
    DECIDED = "decided", _("decided")


# A dismissed violation is upheld again if the dismissal was a mistake.
VIOLATION_TRANSITIONS: dict[ViolationState, frozenset[ViolationState]] = {
    ViolationState.UNDER_REVIEW: frozenset({ViolationState.UPHELD, ViolationState.DISMISSED}),
    ViolationState.UPHELD: frozenset({ViolationState.DISMISSED}),
    ViolationState.DISMISSED: frozenset({ViolationState.UPHELD}),
}

REVIEW_TRANSITIONS: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.OPEN: frozenset({ReviewState.DECIDED}),
    ReviewState.DECIDED: frozenset(),
}

APPEAL_TRANSITIONS: dict[AppealState, frozenset[AppealState]] = {
    AppealState.OPEN: frozenset({AppealState.DECIDED}),
    AppealState.DECIDED: frozenset(),
}
