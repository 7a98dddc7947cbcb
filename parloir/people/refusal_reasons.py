"""The reasons for which a registrar can refuse a piece of an identity.

Each text says what the visitor can do.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.people.models import IdentityDocument

Piece = IdentityDocument.Piece


class RefusalReason(models.TextChoices):
    """The label is the sentence that the visitor reads."""

    TOO_DARK = "too_dark", _("The picture is too dark. Face a window and take it again.")
    BLURRED = "blurred", _("The picture is blurred. Hold still, or lay the card on a table.")
    CUT_OFF = "cut_off", _("Part of it is cut off. Take it so that all of it is in the frame.")
    GLARE = "glare", _("Light reflects from it. Tilt it a little and take it again.")
    FACE_COVERED = "face_covered", _("Your face is covered. Take off hat, mask and sunglasses.")
    NOT_GOVERNMENT_ID = (
        "not_government_id",
        _(
            "This is not a government-issued ID. Use a driver's license, state ID, passport or "
            "consular ID."
        ),
    )
    EXPIRED = "expired", _("This ID has expired. Use one that is still valid.")
    DOES_NOT_MATCH = "does_not_match", _("The name or date on the ID is not the one you typed in.")
    NOT_SAME_PERSON = (
        "not_same_person",
        _("We could not see that photo and ID show the same person."),
    )
    OTHER = "other", _("Please take it again.")


FITTING: dict[Piece, tuple[RefusalReason, ...]] = {
    Piece.PHOTO: (
        RefusalReason.TOO_DARK,
        RefusalReason.BLURRED,
        RefusalReason.CUT_OFF,
        RefusalReason.FACE_COVERED,
        RefusalReason.NOT_SAME_PERSON,
        RefusalReason.OTHER,
    ),
    Piece.ID_FRONT: (
        RefusalReason.BLURRED,
        RefusalReason.CUT_OFF,
        RefusalReason.GLARE,
        RefusalReason.TOO_DARK,
        RefusalReason.NOT_GOVERNMENT_ID,
        RefusalReason.EXPIRED,
        RefusalReason.DOES_NOT_MATCH,
        RefusalReason.OTHER,
    ),
    Piece.ID_BACK: (
        RefusalReason.BLURRED,
        RefusalReason.CUT_OFF,
        RefusalReason.GLARE,
        RefusalReason.TOO_DARK,
        RefusalReason.NOT_GOVERNMENT_ID,
        RefusalReason.OTHER,
    ),
}
