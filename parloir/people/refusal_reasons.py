"""The reasons for which a registrar can refuse a piece of an identity.

Each text says what the visitor can do.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parloir.people.models import IdentityDocument

Piece = IdentityDocument.Piece

OTHER = "other"

REASONS: dict[str, Promise] = {
    "too_dark": _("The picture is too dark. Face a window and take it again."),
    "blurred": _("The picture is blurred. Hold still, or lay the card on a table."),
    "cut_off": _("Part of it is cut off. Take it so that all of it is in the frame."),
    "glare": _("Light reflects from it. Tilt it a little and take it again."),
    "face_covered": _("Your face is covered. Take off hat, mask and sunglasses."),
    "not_government_id": _(
        "This is not a government-issued ID. Use a driver's license, state ID, passport or "
        "consular ID."
    ),
    "expired": _("This ID has expired. Use one that is still valid."),
    "does_not_match": _("The name or date on the ID is not the one you typed in."),
    "not_same_person": _("We could not see that photo and ID show the same person."),
    OTHER: _("Please take it again."),
}

FITTING: dict[str, tuple[str, ...]] = {
    Piece.PHOTO: ("too_dark", "blurred", "cut_off", "face_covered", "not_same_person", OTHER),
    Piece.ID_FRONT: (
        "blurred",
        "cut_off",
        "glare",
        "too_dark",
        "not_government_id",
        "expired",
        "does_not_match",
        OTHER,
    ),
    Piece.ID_BACK: ("blurred", "cut_off", "glare", "too_dark", "not_government_id", OTHER),
}
