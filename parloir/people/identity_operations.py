"""Send the pictures of an identity, ask an agency to look at them, and decide for an agency."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.facilities.models import Agency
from parloir.facilities.queries import only_agency
from parloir.locks import wait_for_lock
from parloir.notices.operations import enqueue_notice
from parloir.people import images
from parloir.people.barcode_state import BarcodeState
from parloir.people.identity_queries import (
    DocumentState,
    Piece,
    identity_at,
    own_identity,
)
from parloir.people.models import IdentityDecision, IdentityDocument, IdentityRequest, Visitor
from parloir.people.refusal_reasons import FITTING


class DecisionRefused(Exception):
    """It was decided before, the reason does not fit, or this agency was not asked.

    Nothing was changed.
    """


def submit_document(
    *,
    visitor: Visitor,
    piece: Piece,
    jpeg: bytes,
    barcode: dict[str, str],
    barcode_state: BarcodeState = BarcodeState.NOT_LOOKED_FOR,
    by: Actor,
    now: datetime,
) -> IdentityDocument:
    """Save one piece of an identity in place of an earlier one.

    If every agency that was asked has approved the piece, return the current document and change
    nothing. Where there is one agency, it is asked with the first picture.
    """
    document = IdentityDocument(
        visitor=visitor,
        piece=piece,
        submitted_at=now,
        barcode=barcode,
        barcode_state=barcode_state,
    )
    images.keep(jpeg, name=document.public_id)
    try:
        with transaction.atomic():
            stored = _put_in_place(document, by=by, now=now)
    except BaseException:
        images.forget(name=document.public_id)
        raise
    if stored != document:
        images.forget(name=document.public_id)
    return stored


def _put_in_place(document: IdentityDocument, *, by: Actor, now: datetime) -> IdentityDocument:
    lock_identity(document.visitor)
    identity = own_identity(document.visitor)
    old = identity.current.get(Piece(document.piece))
    if old is not None and not identity.may_replace(Piece(document.piece)):
        return old
    document.visitor.documents.filter(piece=document.piece, current=True).update(current=False)
    document.save()
    record("submit_document", by=by, on=document, at=now, piece=str(document.piece))
    if not identity.at and (agency := only_agency()) is not None:
        _ask(document.visitor, agency, by=by, now=now)
    if old is not None and not is_approved_somewhere(old):
        transaction.on_commit(partial(images.forget, name=old.public_id))
    return document


def is_approved_somewhere(document: IdentityDocument) -> bool:
    """Return whether an agency's approval rests on this document, so that its image is kept."""
    return document.decisions.filter(state=DocumentState.APPROVED).exists()


def ask_agency(*, visitor: Visitor, agency: Agency, by: Actor, now: datetime) -> IdentityRequest:
    """Ask an agency to look at this visitor's photo and ID. Asking again changes nothing."""
    with transaction.atomic():
        lock_identity(visitor)
        return _ask(visitor, agency, by=by, now=now)


def _ask(visitor: Visitor, agency: Agency, *, by: Actor, now: datetime) -> IdentityRequest:
    request, is_new = IdentityRequest.objects.get_or_create(
        visitor=visitor, agency=agency, defaults={"asked_at": now}
    )
    if is_new:
        record("ask_agency", by=by, on=visitor, at=now, agency=agency.public_id)
    return request


def lock_identity(visitor: Visitor) -> None:
    """Make others wait to ask, decide or replace a piece until the caller's transaction ends."""
    wait_for_lock(Visitor.objects.filter(pk=visitor.pk))


def decide_document(
    *,
    document: IdentityDocument,
    agency: Agency,
    approve: bool,
    reason: str = "",
    remark: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Approve or refuse one piece for one agency. Raises DecisionRefused.

    When this agency has decided all pieces, the visitor gets one mail: approved, or which to take
    again.
    """
    if not approve and reason not in FITTING[Piece(document.piece)]:
        raise DecisionRefused
    state = DocumentState.APPROVED if approve else DocumentState.REFUSED
    with transaction.atomic():
        lock_identity(document.visitor)
        identity = identity_at(document.visitor, agency)
        if not identity.is_asked or document not in identity.waiting:
            raise DecisionRefused
        IdentityDecision.objects.create(
            document=document,
            agency=agency,
            state=state,
            decided_at=now,
            decided_by=by.ref,
            reason="" if approve else reason,
            remark="" if approve else remark,
        )
        record(
            "decide_document",
            by=by,
            on=document,
            at=now,
            agency=agency.public_id,
            outcome=str(state),
            reason=reason,
        )
        _tell_when_all_is_decided(document.visitor, agency, now=now)


@dataclass(frozen=True, slots=True)
class Decided:
    """The pictures that were decided, and what came in their place before they were."""

    documents: tuple[IdentityDocument, ...]
    newer: tuple[IdentityDocument, ...]


def decide_documents(
    *,
    visitor: Visitor,
    agency: Agency,
    seen: Collection[str],
    approve: bool,
    reason: str = "",
    remark: str = "",
    by: Actor,
    now: datetime,
) -> Decided:
    """Decide for one agency on the pictures that somebody has seen: their public ids, which a new
    picture of the same piece does not share.

    A picture that has been replaced is not decided, and what replaced it stays as it is. Raises
    DecisionRefused if a picture cannot be decided so; then none is.
    """
    with transaction.atomic():
        lock_identity(visitor)
        waiting = identity_at(visitor, agency).waiting
        replaced = visitor.documents.filter(public_id__in=seen, current=False)
        replaced_pieces = set(replaced.values_list("piece", flat=True))
        if approve is False and len(seen) > 1:
            raise DecisionRefused  # a reason is about one picture
        decided = tuple(one for one in waiting if one.public_id in seen)
        for document in decided:
            decide_document(
                document=document,
                agency=agency,
                approve=approve,
                reason=reason,
                remark=remark,
                by=by,
                now=now,
            )
        newer = tuple(one for one in waiting if one.piece in replaced_pieces and one not in decided)
        return Decided(decided, newer)


def _tell_when_all_is_decided(visitor: Visitor, agency: Agency, *, now: datetime) -> None:
    identity = identity_at(visitor, agency)
    if identity.waiting or not identity.is_handed_in:
        return
    kind = "identity_approved" if identity.is_approved else "identity_refused"
    enqueue_notice(
        kind,
        email=visitor.user.email,
        language=visitor.language,
        now=now,
        visitor=visitor.public_id,
        agency=agency.public_id,
    )
