from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from parloir.accounts.models import User
from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.locks import wait_for_lock
from parloir.notices.operations import enqueue_notice
from parloir.people import images
from parloir.people.inmate_pins import weakness_of
from parloir.people.models import IdentityDocument, Inmate, Visitor, age_on
from parloir.people.queries import DocumentState, Piece, identity_of
from parloir.people.refusal_reasons import FITTING
from parloir.typed_text.personal_names import check_names
from parloir.vault.sealing import keyed_hash

YOUNGEST_VISITOR = 18
PIN_PURPOSE = "inmate-pin"


class TooYoung(Exception):
    """The person is not an adult."""


class AlreadyRegistered(Exception):
    """An account with this email address exists: sign in instead."""


class DecisionRefused(Exception):
    """Somebody else decided this piece, or the reason does not fit it. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The answers of a first-time user, who is asked one question a page (P5)."""

    email: str
    language: str
    first_name: str
    last_name: str
    date_of_birth: date
    phone: str
    street: str
    city: str
    region: str
    postal_code: str
    password: str


def register_visitor(registration: Registration, *, now: datetime) -> Visitor:
    """Create an account with its visitor. The caller has verified the email address.

    Raises AlreadyRegistered, NameRefused, and TooYoung under `YOUNGEST_VISITOR` years.
    """
    check_names(registration.first_name, registration.last_name)
    if age_on(now.date(), born=registration.date_of_birth) < YOUNGEST_VISITOR:
        raise TooYoung
    # The hash takes tens of milliseconds of work, which no transaction should span.
    password = make_password(registration.password)
    try:
        with transaction.atomic():
            user = User.objects.create(
                email=registration.email.strip().lower(),
                password=password,
                language=registration.language,
                full_name=f"{registration.first_name} {registration.last_name}",
                joined_at=now,
            )
            visitor = Visitor.objects.create(
                user=user,
                first_name=registration.first_name,
                last_name=registration.last_name,
                date_of_birth=registration.date_of_birth,
                phone=registration.phone,
                street=registration.street,
                city=registration.city,
                region=registration.region,
                postal_code=registration.postal_code,
                registered_at=now,
            )
            record("register", by=Actor("visitor", user.public_id), on=visitor, at=now)
    except IntegrityError as error:
        raise AlreadyRegistered from error
    return visitor


def submit_document(
    *,
    visitor: Visitor,
    piece: Piece,
    jpeg: bytes,
    barcode: dict[str, str],
    by: Actor,
    now: datetime,
) -> IdentityDocument:
    """Save one piece of an identity in place of an earlier one that is not approved.

    If the piece is approved already, return the approved one and change nothing.
    """
    document = IdentityDocument(visitor=visitor, piece=piece, submitted_at=now, barcode=barcode)
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
    current = document.visitor.documents.filter(piece=document.piece, current=True)
    old = current.first()
    if old is not None and old.state == DocumentState.APPROVED:
        return old
    current.update(current=False)
    document.save()
    record("submit_document", by=by, on=document, at=now, piece=str(document.piece))
    if old is not None:
        transaction.on_commit(partial(images.forget, name=old.public_id))
    return document


def lock_identity(visitor: Visitor) -> None:
    """Make others wait to decide or replace a piece until the caller's transaction ends."""
    wait_for_lock(Visitor.objects.filter(pk=visitor.pk))


def decide_document(
    *,
    document: IdentityDocument,
    approve: bool,
    reason: str = "",
    remark: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Approve or refuse one piece. Raises DecisionRefused.

    When all pieces are decided, the visitor gets one mail: approved, or which to take again.
    """
    if not approve and reason not in FITTING[Piece(document.piece)]:
        raise DecisionRefused
    state = DocumentState.APPROVED if approve else DocumentState.REFUSED
    with transaction.atomic():
        lock_identity(document.visitor)
        moved = IdentityDocument.objects.filter(
            pk=document.pk, current=True, state=DocumentState.WAITING
        ).update(
            state=state,
            decided_at=now,
            decided_by=by.ref,
            reason="" if approve else reason,
            remark="" if approve else remark,
        )
        if not moved:
            raise DecisionRefused
        record("decide_document", by=by, on=document, at=now, outcome=str(state), reason=reason)
        _tell_when_all_is_decided(document.visitor, now=now)


@dataclass(frozen=True, slots=True)
class Decided:
    """The pictures that were decided, and what came in their place before they were."""

    documents: tuple[IdentityDocument, ...]
    newer: tuple[IdentityDocument, ...]


def decide_documents(
    *,
    visitor: Visitor,
    seen: Collection[str],
    approve: bool,
    reason: str = "",
    remark: str = "",
    by: Actor,
    now: datetime,
) -> Decided:
    """Decide on the pictures that somebody has seen: their public ids, which a new picture of the
    same piece does not share.

    A picture that has been replaced is not decided, and what replaced it stays as it is. Raises
    DecisionRefused if a picture cannot be decided so; then none is.
    """
    with transaction.atomic():
        lock_identity(visitor)
        named = list(visitor.documents.filter(public_id__in=seen).order_by("pk"))
        waiting = tuple(one for one in named if one.current and one.state == DocumentState.WAITING)
        replaced = {one.piece for one in named if not one.current}
        newer = visitor.documents.filter(
            piece__in=replaced, current=True, state=DocumentState.WAITING
        )
        if approve is False and len(seen) > 1:
            raise DecisionRefused  # a reason is about one picture
        for document in waiting:
            decide_document(
                document=document, approve=approve, reason=reason, remark=remark, by=by, now=now
            )
        return Decided(waiting, tuple(newer))


def _tell_when_all_is_decided(visitor: Visitor, *, now: datetime) -> None:
    identity = identity_of(visitor)
    states = {document.state for document in identity.documents.values()}
    if DocumentState.WAITING in states or not identity.is_handed_in:
        return
    kind = "identity_approved" if identity.is_approved else "identity_refused"
    enqueue_notice(
        kind,
        email=visitor.user.email,
        language=visitor.language,
        now=now,
        visitor=visitor.public_id,
    )


def set_inmate_pin(*, inmate: Inmate, pin: str, by: Actor, now: datetime) -> None:
    """Set an inmate's PIN, whether it is weak or not, and note which."""
    with transaction.atomic():
        inmate.pin_hash = inmate_pin_hash(inmate, pin)
        inmate.pin_is_weak = weakness_of(pin, master_id=inmate.master_id) is not None
        inmate.save(update_fields=["pin_hash", "pin_is_weak"])
        record("set_inmate_pin", by=by, on=inmate, at=now, facility=inmate.facility.slug)


def inmate_pin_hash(inmate: Inmate, pin: str) -> str:
    return keyed_hash(hashed_text(inmate, pin), purpose=PIN_PURPOSE)


def hashed_text(inmate: Inmate, pin: str) -> str:
    """Return what is hashed of a PIN, so that equal PINs of two inmates have different hashes."""
    return f"{inmate.public_id}:{pin}"
