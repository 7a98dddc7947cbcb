"""What agencies say about the pictures of a visitor, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parloir.facilities.models import Agency
from parloir.facilities.queries import agencies_with_facilities, has_several_agencies
from parloir.people.card_sides import CardSides, card_of
from parloir.people.identity_queries import Identity, OwnIdentity, Piece, ViewedPiece
from parloir.people.refusal_reasons import RefusalReason


def say_refusals(identity: OwnIdentity, piece: Piece) -> list[str]:
    """Return why each agency has refused a piece. An agency is named where there are several."""
    refusals = identity.refusals(piece)
    if not refusals:
        return []
    names = has_several_agencies()
    return [_say_refusal(view, agency if names else None) for agency, view in refusals]


_SIDES: Mapping[CardSides, Promise] = {
    CardSides.ONLY_A_BACK: gettext_lazy(
        "The picture that you sent as the front of your ID has a barcode, so it looks like the "
        "back. If it is, send the front now: we have both sides then, and you need not send the "
        "back again."
    ),
    CardSides.SWAPPED: gettext_lazy(
        "Front and back of your ID look swapped: the barcode is on the picture that you sent as "
        "the front. If each side is in one of the pictures, you need not do anything."
    ),
    CardSides.TWO_BACKS: gettext_lazy(
        "Both pictures of your ID have a barcode, so both look like the back. If the front is "
        "missing, take it again."
    ),
}


def say_sides(identity: OwnIdentity) -> str:
    """Return that the pictures of the ID look swapped; empty if they do not.

    Nothing is said about what an agency has decided already.
    """
    front, back = (identity.current.get(piece) for piece in (Piece.ID_FRONT, Piece.ID_BACK))
    if identity.is_approved:
        return ""
    return str(_SIDES.get(card_of(front, back).sides, ""))


def has_to_choose(identity: OwnIdentity) -> bool:
    """Return whether nobody looks at the pictures before the visitor says where to visit."""
    return identity.is_handed_in and not identity.at and agencies_with_facilities().exists()


def agency_lines(identity: OwnIdentity) -> list[dict[str, Any]]:
    """Return each agency that the visitor has asked, with what it says.

    Return none where there is one agency: the page itself says all of it.
    """
    if not has_several_agencies():
        return []
    return [
        {"name": agency.name, "status": _status(one), "words": _say_status(one)}
        for agency, one in identity.at.items()
    ]


def _say_refusal(view: ViewedPiece, agency: Agency | None) -> str:
    words = f"{RefusalReason(view.reason).label} {view.remark}".strip()
    if agency is None:
        return words
    return _("%(agency)s: %(reason)s") % {"agency": agency.name, "reason": words}


def _status(identity: Identity) -> str:
    """Return the status of an agency, as `components/identity_piece_mark.html` expects it."""
    if identity.is_approved:
        return "approved"
    if identity.refused:
        return "refused"
    return "waiting" if identity.is_handed_in else "missing"


def _say_status(identity: Identity) -> str:
    return {
        "approved": _("Approved. You can book visits there."),
        "refused": _("A picture is needed again."),
        "waiting": _("They are looking at your photo and ID."),
        "missing": _("They wait for the pictures that are still missing."),
    }[_status(identity)]
