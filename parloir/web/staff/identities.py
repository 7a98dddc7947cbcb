"""The registrar's page: one person at a time, with photo and ID side by side."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parloir.accounts.models import Role
from parloir.languages import language_name, offered_codes
from parloir.people.models import IdentityDocument, Visitor
from parloir.people.operations import DecisionRefused, decide_documents
from parloir.people.queries import DocumentState, Identity, identity_of, waiting_for_a_registrar
from parloir.people.refusal_reasons import FITTING, RefusalReason
from parloir.web.staff.barcodes import Comparison, compare
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
    document: IdentityDocument
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
    queue = waiting_for_a_registrar()
    if not queue:
        return show(request, staff, "identities_empty.html", {})
    return _show_person(request, staff, queue[0], queue)


@never_cache
@require_safe
@staff_page(Role.REGISTRAR)
def identity(request: HttpRequest, staff: StaffContext, visitor_id: str) -> HttpResponse:
    visitor = Visitor.objects.filter(public_id=visitor_id).first()
    if visitor is None:
        raise Http404
    return _show_person(request, staff, visitor, waiting_for_a_registrar())


@require_POST
@staff_page(Role.REGISTRAR)
def decide(request: HttpRequest, staff: StaffContext, visitor_id: str) -> HttpResponse:
    """Decide on the pictures that the page showed: `piece` has their ids, `verdict` is approve or
    refuse. One is refused at a time, with its reason."""
    visitor = Visitor.objects.filter(public_id=visitor_id).select_related("user").first()
    if visitor is None:
        raise Http404
    seen = frozenset(request.POST.getlist("piece"))
    try:
        decided = decide_documents(
            visitor=visitor,
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
        return redirect("identity", visitor_id=visitor_id)
    if decided.newer:
        messages.warning(
            request,
            _(
                "%(name)s sent a new picture while this page was open. It is not decided: "
                "look at it first."
            )
            % {"name": visitor.full_name},
        )
        return redirect("identity", visitor_id=visitor_id)
    if not decided.documents:
        messages.warning(request, _("That was decided meanwhile. Nothing was changed."))
        return redirect("identities")
    return _go_on(request, visitor)


def _go_on(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Redirect to this person while a piece waits, and then to the next person."""
    if _waiting(visitor):
        return redirect("identity", visitor_id=visitor.public_id)
    if identity_of(visitor).is_approved:
        said = _("%(name)s is approved and gets a mail.")
    else:
        said = _("%(name)s gets a mail that says what to take again.")
    messages.success(request, said % {"name": visitor.full_name})
    return redirect("identities")


def _waiting(visitor: Visitor) -> list[IdentityDocument]:
    documents = identity_of(visitor).documents.values()
    return [one for one in documents if one.state == DocumentState.WAITING]


def _show_person(
    request: HttpRequest, staff: StaffContext, visitor: Visitor, queue: list[Visitor]
) -> HttpResponse:
    identity = identity_of(visitor)
    others = [one for one in queue if one != visitor]
    after = [one for one in queue[_place(visitor, queue) + 1 :] if one != visitor]
    context = {
        "visitor": visitor,
        "language_name": language_name(visitor.language),
        "pieces": _pieces(identity),
        "waiting": [
            one for one in identity.documents.values() if one.state == DocumentState.WAITING
        ],
        "comparison": _comparison(visitor, identity, staff),
        "waiting_count": len(queue),
        "others": others[:8],
        "next_visitor": next(iter(after or others), None),
        "other_reason": RefusalReason.OTHER,
    }
    return show(request, staff, "identity.html", context)


def _place(visitor: Visitor, queue: list[Visitor]) -> int:
    return queue.index(visitor) if visitor in queue else -1


def _pieces(identity: Identity) -> list[DisplayedPiece]:
    return [
        DisplayedPiece(document, [_reason(reason) for reason in FITTING[piece]], str(_NAMES[piece]))
        for piece in IdentityDocument.Piece
        if (document := identity.documents.get(piece)) is not None
    ]


def _reason(reason: RefusalReason) -> Reason:
    return Reason(
        reason, [(language, _in_language(language, reason)) for language in offered_codes()]
    )


def _in_language(language: str, reason: RefusalReason) -> str:
    with translation.override(language):
        return str(reason.label)


def _comparison(visitor: Visitor, identity: Identity, staff: StaffContext) -> list[Comparison]:
    back = identity.documents.get(IdentityDocument.Piece.ID_BACK)
    return compare(visitor, back.barcode if back else {}, today=staff.now.date())
