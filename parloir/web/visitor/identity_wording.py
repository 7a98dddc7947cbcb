"""What agencies say about the pictures of a visitor, in words."""

from django.utils.translation import gettext as _

from parloir.facilities.models import Agency
from parloir.facilities.queries import has_several_agencies
from parloir.people.identity_queries import OwnIdentity, Piece, ViewedPiece
from parloir.people.refusal_reasons import RefusalReason


def say_refusals(identity: OwnIdentity, piece: Piece) -> list[str]:
    """Return why each agency has refused a piece. An agency is named where there are several."""
    refusals = identity.refusals(piece)
    if not refusals:
        return []
    names = has_several_agencies()
    return [_say_refusal(view, agency if names else None) for agency, view in refusals]


def _say_refusal(view: ViewedPiece, agency: Agency | None) -> str:
    words = f"{RefusalReason(view.reason).label} {view.remark}".strip()
    if agency is None:
        return words
    return _("%(agency)s: %(reason)s") % {"agency": agency.name, "reason": words}
