"""Identities as each agency sees them: what it has decided, and what waits for it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from parloir.facilities.models import Agency
from parloir.people.models import IdentityDecision, IdentityDocument, IdentityRequest, Visitor

Piece = IdentityDocument.Piece
DocumentState = IdentityDocument.State


@dataclass(frozen=True, slots=True)
class ViewedPiece:
    """A document, and what one agency says about it. It waits while `decided_at` is None."""

    document: IdentityDocument
    state: DocumentState = DocumentState.WAITING
    reason: str = ""
    remark: str = ""
    decided_at: datetime | None = None

    @property
    def piece(self) -> Piece:
        return Piece(self.document.piece)

    @property
    def public_id(self) -> str:
        return self.document.public_id


@dataclass(frozen=True, slots=True)
class Identity:
    """The pieces of a visitor's identity as one agency sees them.

    An agency sees a piece as it approved it, even if the visitor has replaced it since; otherwise
    it sees the current document, which waits there or was refused. `is_asked` says whether the
    visitor has asked this agency.
    """

    pieces: Mapping[Piece, ViewedPiece]
    is_asked: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether every piece has been handed in and none was refused (P7)."""
        return self.is_handed_in and not self._has(DocumentState.REFUSED)

    @property
    def is_handed_in(self) -> bool:
        """Whether every piece has been handed in, whatever was decided."""
        return all(piece in self.pieces for piece in Piece)

    @property
    def is_approved(self) -> bool:
        return self.is_complete and not self._has(DocumentState.WAITING)

    @property
    def waiting(self) -> list[IdentityDocument]:
        """The documents that this agency has to decide, in the order of the pieces."""
        return self._documents(DocumentState.WAITING)

    @property
    def refused(self) -> list[ViewedPiece]:
        return [one for one in self._in_order() if one.state == DocumentState.REFUSED]

    @property
    def to_be_taken(self) -> list[Piece]:
        """The pieces that are missing or refused, in the order in which they are taken."""
        refused = {one.piece for one in self.refused}
        return [piece for piece in Piece if piece not in self.pieces or piece in refused]

    def _has(self, state: DocumentState) -> bool:
        return any(one.state == state for one in self.pieces.values())

    def _documents(self, state: DocumentState) -> list[IdentityDocument]:
        return [one.document for one in self._in_order() if one.state == state]

    def _in_order(self) -> list[ViewedPiece]:
        return [self.pieces[piece] for piece in Piece if piece in self.pieces]


def identity_at(visitor: Visitor, agency: Agency) -> Identity:
    return identities_at(agency.pk, [visitor.pk])[visitor.pk]


def identities_at(agency: int, visitors: Collection[int]) -> dict[int, Identity]:
    """Return the identity of each visitor at this agency, all by primary key.

    Makes one query, and another if a visitor has sent nothing.
    """
    asked: set[int] = set()
    found: dict[int, list[ViewedPiece]] = {visitor: [] for visitor in visitors}
    for view, is_asked in _views_at(agency, visitors):
        found[view.document.visitor_id].append(view)
        if is_asked:
            asked.add(view.document.visitor_id)
    silent = [visitor for visitor, views in found.items() if not views]
    if silent:
        requests = IdentityRequest.objects.filter(agency=agency, visitor__in=silent)
        asked.update(requests.values_list("visitor_id", flat=True))
    return {
        visitor: Identity(chosen_pieces(views), visitor in asked)
        for visitor, views in found.items()
    }


def _views_at(agency: int, visitors: Collection[int]) -> Iterator[tuple[ViewedPiece, bool]]:
    """Yield each document that the agency has decided or still can, and whether it was asked."""
    asked = IdentityRequest.objects.filter(agency=agency, visitor=OuterRef("visitor"))
    rows = (
        IdentityDocument.objects.filter(visitor__in=visitors)
        .alias(here=FilteredRelation("decisions", condition=Q(decisions__agency=agency)))
        .filter(Q(current=True) | Q(here__isnull=False))
        .annotate(
            state_here=F("here__state"),
            reason_here=F("here__reason"),
            remark_here=F("here__remark"),
            decided_here=F("here__decided_at"),
            is_asked=Exists(asked),
        )
        .order_by("pk")
    )
    for row in rows:
        view = ViewedPiece(row)
        if row.decided_here is not None:
            state = DocumentState(row.state_here)
            view = ViewedPiece(row, state, row.reason_here, row.remark_here, row.decided_here)
        yield view, row.is_asked


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """What a visitor has sent, and what each agency says that they have asked.

    Only the visitor reads all of this. `at` is in the order of the agencies' names.
    """

    current: Mapping[Piece, IdentityDocument]
    at: Mapping[Agency, Identity]

    @property
    def is_handed_in(self) -> bool:
        return all(piece in self.current for piece in Piece)

    @property
    def is_approved(self) -> bool:
        """Whether every agency that was asked has approved all pieces."""
        return bool(self.at) and all(one.is_approved for one in self.at.values())

    @property
    def is_approved_somewhere(self) -> bool:
        return any(one.is_approved for one in self.at.values())

    @property
    def is_waiting(self) -> bool:
        """Whether the visitor has sent everything, and somebody still has to decide."""
        return not self.to_be_taken and not self.is_approved

    @property
    def to_be_taken(self) -> list[Piece]:
        """The pieces that are missing, or refused by an agency that was asked."""
        return [piece for piece in Piece if piece not in self.current or self.refusals(piece)]

    def refusals(self, piece: Piece) -> list[tuple[Agency, ViewedPiece]]:
        """Return what the agencies say that have refused the current picture of this piece."""
        seen = ((agency, one.pieces.get(piece)) for agency, one in self.at.items())
        return [
            (agency, view)
            for agency, view in seen
            if view is not None and view.state == DocumentState.REFUSED
        ]

    def state_of(self, piece: Piece) -> DocumentState | None:
        """Return where a piece stands for all agencies together; None if it was never sent."""
        if piece not in self.current:
            return None
        if self.refusals(piece):
            return DocumentState.REFUSED
        return DocumentState.WAITING if self.may_replace(piece) else DocumentState.APPROVED

    def may_replace(self, piece: Piece) -> bool:
        """Return whether a new picture can be sent: not if every agency asked has approved it."""
        views = [one.pieces.get(piece) for one in self.at.values()]
        approved = [one for one in views if one and one.state == DocumentState.APPROVED]
        return not views or len(approved) < len(views)


def own_identity(visitor: Visitor) -> OwnIdentity:
    """Return what this visitor has sent, with what each agency says. Makes three queries."""
    documents = list(visitor.documents.order_by("pk"))
    agencies = Agency.objects.filter(identity_requests__visitor=visitor)
    said: dict[int, dict[int, IdentityDecision]] = {}
    for decision in IdentityDecision.objects.filter(document__visitor=visitor):
        said.setdefault(decision.agency_id, {})[decision.document_id] = decision
    return OwnIdentity(
        current={Piece(one.piece): one for one in documents if one.current},
        at={
            agency: Identity(chosen_pieces(_views(documents, said.get(agency.pk, {}))))
            for agency in agencies
        },
    )


def chosen_pieces(views: Iterable[ViewedPiece]) -> dict[Piece, ViewedPiece]:
    """Return the view that counts for each piece, of all that one agency has or had before it."""
    of_piece: dict[Piece, list[ViewedPiece]] = {}
    for view in views:
        of_piece.setdefault(view.piece, []).append(view)
    chosen = {piece: _chosen(found) for piece, found in of_piece.items()}
    return {piece: view for piece, view in chosen.items() if view is not None}


def _chosen(views: list[ViewedPiece]) -> ViewedPiece | None:
    """Return what was decided last if it was approved; else the current document."""
    decided = [(one.decided_at, one.document.pk, one) for one in views if one.decided_at]
    if decided:
        *_, latest = max(decided, key=lambda entry: entry[:2])
        if latest.state == DocumentState.APPROVED:
            return latest
    return next((one for one in views if one.document.current), None)


def _views(
    documents: Iterable[IdentityDocument], said: Mapping[int, IdentityDecision]
) -> list[ViewedPiece]:
    """Return each document that one agency has decided, or still can."""
    return [_viewed(one, said.get(one.pk)) for one in documents if one.current or one.pk in said]


def _viewed(document: IdentityDocument, decision: IdentityDecision | None) -> ViewedPiece:
    if decision is None:
        return ViewedPiece(document)
    return ViewedPiece(
        document,
        DocumentState(decision.state),
        decision.reason,
        decision.remark,
        decision.decided_at,
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A visitor who waits for an agency's registrar. `since` is when the last thing came in."""

    visitor: Visitor
    agency: Agency
    since: datetime


def waiting_for_a_registrar(agencies: Iterable[Agency]) -> list[Waiting]:
    """Return who has sent every piece and waits for one of these agencies, longest first.

    Makes two queries for each agency.
    """
    waiting = [one for agency in agencies for one in _waiting_at(agency)]
    return sorted(waiting, key=lambda one: one.since)


def undecided_documents(agency: Agency) -> QuerySet[IdentityDocument]:
    """Return the documents that wait at this agency, also those that others are missing beside."""
    here = IdentityDecision.objects.filter(agency=agency)
    of_this = here.filter(document=OuterRef("pk"))
    approval_of_another = here.filter(
        state=DocumentState.APPROVED,
        document__visitor=OuterRef("visitor"),
        document__piece=OuterRef("piece"),
    )
    # The second question is about few documents, and takes longer.
    return IdentityDocument.objects.filter(
        ~Exists(of_this),
        ~Exists(approval_of_another),
        current=True,
        visitor__identity_requests__agency=agency,
    )


def _waiting_at(agency: Agency) -> Iterator[Waiting]:
    undecided = undecided_documents(agency).values("visitor")
    requests = IdentityRequest.objects.filter(agency=agency, visitor__in=undecided)
    found = list(requests.select_related("visitor").order_by("pk"))
    identities = identities_at(agency.pk, [request.visitor_id for request in found])
    for request in found:
        identity = identities[request.visitor_id]
        if identity.is_handed_in and identity.waiting:
            sent = (one.document.submitted_at for one in identity.pieces.values())
            yield Waiting(request.visitor, agency, max(request.asked_at, *sent))
