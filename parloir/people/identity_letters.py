"""Letters about what an agency has decided on a photo and ID."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.facilities.models import Agency
from parloir.facilities.queries import has_several_agencies
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders
from parloir.people.identity_queries import Identity, ViewedPiece, identity_at
from parloir.people.models import Visitor
from parloir.people.refusal_reasons import RefusalReason


@dataclass(frozen=True, slots=True)
class _Told:
    """Who reads the letter, and what the agency that it is about says now.

    `agency_name` is empty where the installation has one agency, which no letter names.
    """

    visitor: Visitor
    identity: Identity
    agency_name: str


@renders("identity_approved")
def identity_approved(params: Mapping[str, Any]) -> Letter | None:
    told = _told(params)
    if told is None or not told.identity.is_approved:
        return None
    subject = _("Your registration is complete")
    news = _("We have looked at your photo and ID, and all is well. You can book visits now.")
    if told.agency_name:
        words = {"agency": told.agency_name}
        subject = _("Your photo and ID are approved: %(agency)s") % words
        news = (
            _(
                "%(agency)s has looked at your photo and ID, and all is well. You can book visits "
                "at its facilities now."
            )
            % words
        )
    return compose(
        subject=subject,
        paragraphs=[_("Hello %(name)s,") % {"name": told.visitor.first_name}, news],
        action=(_("Book a visit"), reverse("home")),
    )


@renders("identity_refused")
def identity_refused(params: Mapping[str, Any]) -> Letter | None:
    """Return None if the visitor has taken the refused pictures again meanwhile."""
    told = _told(params)
    if told is None or not told.identity.refused:
        return None
    news = _(
        "We have looked at your photo and your ID. To go on we need this once more; it takes a "
        "minute."
    )
    if told.agency_name:
        news = _(
            "%(agency)s has looked at your photo and your ID. To visit at its facilities, send "
            "this once more; it takes a minute."
        ) % {"agency": told.agency_name}
    return compose(
        subject=_("Please take a picture again"),
        paragraphs=[_("Hello %(name)s,") % {"name": told.visitor.first_name}, news],
        lists=[
            (str(one.document.get_piece_display()), _words_about(one))
            for one in told.identity.refused
        ],
        action=(_("Take it again"), reverse("my_identity")),
        closing=[_("Nothing else that you have sent is lost.")],
    )


def _told(params: Mapping[str, Any]) -> _Told | None:
    visitor = Visitor.objects.filter(public_id=params["visitor"]).first()
    agency = _agency_in(params)
    if visitor is None or agency is None:
        return None
    name = agency.name if has_several_agencies() else ""
    return _Told(visitor, identity_at(visitor, agency), name)


def _agency_in(params: Mapping[str, Any]) -> Agency | None:
    """Return the agency that decided.

    A letter from before there were agencies names none: it is about the first one.
    """
    if "agency" in params:
        return Agency.objects.filter(public_id=params["agency"]).first()
    return Agency.objects.order_by("pk").first()


def _words_about(piece: ViewedPiece) -> list[str]:
    reason = str(RefusalReason(piece.reason).label)
    return [reason, piece.remark] if piece.remark else [reason]
