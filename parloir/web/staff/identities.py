"""The registrar's page: one person at a time, with photo and ID side by side."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parloir.accounts.models import Role
from parloir.facilities.models import Agency
from parloir.languages import language_name, offered_codes
from parloir.people.card_sides import Card, card_of
from parloir.people.identity_looks import look_at_identity
from parloir.people.identity_operations import DecisionRefused, decide_documents
from parloir.people.identity_queries import (
    DocumentState,
    Identity,
    ViewedPiece,
    Waiting,
    identity_at,
    waiting_for_a_registrar,
)
from parloir.people.models import IdentityDocument, IdentityRequest, Visitor
from parloir.people.refusal_reasons import FITTING, RefusalReason
from parloir.web.staff.barcodes import compare, say_barcode, say_sides
from parloir.web.staff.sections import show
from parloir.web.staff.staff_context import StaffContext, staff_page

_NAMES = {
    IdentityDocument.Piece.PHOTO: gettext_lazy("Photo"),
    IdentityDocument.Piece.ID_FRONT: gettext_lazy("ID, front"),
    IdentityDocument.Piece.ID_BACK: gettext_lazy("ID, back"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A ready reason in each language, as the visitor will read it."""

    code: str
    texts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class DisplayedPiece:
    document: ViewedPiece
    reasons: list[Reason]
    name: str

    @property
    def is_waiting(self) -> bool:
        return self.document.state == DocumentState.WAITING


@never_cache
@require_safe
@staff_page(Role.REGISTRAR)
def identities(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    """Show the person who has waited longest, or that nobody waits."""
    queue = waiting_for_a_registrar(staff.agencies_for(Role.REGISTRAR))
    if not queue:
        return show(request, staff, "identities_empty.html", {})
    return _show_person(request, staff, Asked(queue[0].visitor, queue[0].agency), queue)


@never_cache
@require_safe
@staff_page(Role.REGISTRAR)
def identity(request: HttpRequest, staff: StaffContext, visitor_id: str) -> HttpResponse:
    """Show one person as an agency sees them: the agency of the address, or the one that waits."""
    queue = waiting_for_a_registrar(staff.agencies_for(Role.REGISTRAR))
    asked = _asked(staff, visitor_id, request.GET.get("agency"), queue)
    return _show_person(request, staff, asked, queue)


@require_POST
@staff_page(Role.REGISTRAR)
def decide(request: HttpRequest, staff: StaffContext, visitor_id: str) -> HttpResponse:
    """Decide on the pictures that the page showed: `piece` has their ids, `verdict` is approve or
    refuse. One is refused at a time, with its reason. `agency` is the one that decides."""
    asked = _asked(staff, visitor_id, request.POST.get("agency"), [])
    visitor = asked.visitor
    seen = frozenset(request.POST.getlist("piece"))
    try:
        decided = decide_documents(
            visitor=visitor,
            agency=asked.agency,
            seen=seen,
            approve=request.POST.get("verdict") == "approve",
            reason=request.POST.get("reason", ""),
            remark=request.POST.get("remark", "").replace("\0", "").strip()[:300],
            by=staff.actor,
            now=staff.now,
        )
    except DecisionRefused:
        messages.warning(
            request,
            _(
                "Nothing was changed: this was decided meanwhile, or the reason does not fit. "
                "Choose one of the reasons and try again."
            ),
        )
        return redirect(asked.address)
    if decided.newer:
        messages.warning(
            request,
            _(
                "%(name)s sent a new picture while this page was open. It is not decided: "
                "look at it first."
            )
            % {"name": visitor.full_name},
        )
        return redirect(asked.address)
    if not decided.documents:
        messages.warning(request, _("That was decided meanwhile. Nothing was changed."))
        return redirect("identities")
    return _go_on(request, asked)


@dataclass(frozen=True, slots=True)
class Asked:
    """A visitor, and one agency of the registrar's that they have asked."""

    visitor: Visitor
    agency: Agency

    @property
    def address(self) -> str:
        page = reverse("identity", args=[self.visitor.public_id])
        return f"{page}?agency={self.agency.public_id}"


def _asked(
    staff: StaffContext, visitor_id: str, agency_id: str | None, queue: list[Waiting]
) -> Asked:
    """Return who is meant: at the agency with this id, else where they wait, else anywhere.

    A person who has asked none of the registrar's agencies is answered with 404.
    """
    requests = IdentityRequest.objects.filter(
        visitor__public_id=visitor_id, agency__in=staff.agencies_for(Role.REGISTRAR)
    )
    found = [
        Asked(one.visitor, one.agency)
        for one in requests.select_related("visitor__user", "agency").order_by("pk")
        if agency_id in {None, one.agency.public_id}
    ]
    if not found:
        raise Http404
    waiting = [Asked(one.visitor, one.agency) for one in queue]
    return next((one for one in found if one in waiting), found[0])


def _go_on(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Redirect to this person while a piece waits, and then to the next person."""
    identity = identity_at(asked.visitor, asked.agency)
    if identity.waiting:
        return redirect(asked.address)
    if identity.is_approved:
        said = _("%(name)s is approved and gets a mail.")
    else:
        said = _("%(name)s gets a mail that says what to take again.")
    messages.success(request, said % {"name": asked.visitor.full_name})
    return redirect("identities")


def _show_person(
    request: HttpRequest, staff: StaffContext, asked: Asked, queue: list[Waiting]
) -> HttpResponse:
    visitor, identity = asked.visitor, identity_at(asked.visitor, asked.agency)
    card = _card(identity)
    look_at_identity(visitor=visitor, agency=asked.agency, by=staff.actor, now=staff.now)
    people = [Asked(one.visitor, one.agency) for one in queue]
    place = people.index(asked) if asked in people else -1
    others = [one for one in people if one != asked]
    after = [one for one in people[place + 1 :] if one != asked]
    context = {
        "visitor": visitor,
        "agency": asked.agency,
        "has_several_agencies": len(staff.agencies_for(Role.REGISTRAR)) > 1,
        "language_name": language_name(visitor.language),
        "pieces": _pieces(identity),
        "waiting": identity.waiting,
        "comparison": compare(visitor, card.licence, today=staff.now.date()),
        "barcode_words": say_barcode(card.state),
        "sides_words": say_sides(card.sides),
        "waiting_count": len(queue),
        "others": others[:8],
        "next_person": next(iter(after or others), None),
        "other_reason": RefusalReason.OTHER,
    }
    return show(request, staff, "identity.html", context)


def _pieces(identity: Identity) -> list[DisplayedPiece]:
    return [
        DisplayedPiece(view, [_reason(reason) for reason in FITTING[piece]], str(_NAMES[piece]))
        for piece in IdentityDocument.Piece
        if (view := identity.pieces.get(piece)) is not None
    ]


def _reason(reason: RefusalReason) -> Reason:
    return Reason(
        reason, [(language, _in_language(language, reason)) for language in offered_codes()]
    )


def _in_language(language: str, reason: RefusalReason) -> str:
    with translation.override(language):
        return str(reason.label)


def _card(identity: Identity) -> Card:
    front = identity.pieces.get(IdentityDocument.Piece.ID_FRONT)
    back = identity.pieces.get(IdentityDocument.Piece.ID_BACK)
    return card_of(front.document if front else None, back.document if back else None)
