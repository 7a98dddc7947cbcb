"""Carry out a request with an idempotency key once, and repeat its answer afterwards.

The source is the IETF draft "The Idempotency-Key HTTP Header Field".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from parloir.clients.models import ApiClient, IdempotentAnswer
from parloir.deletion import delete_oldest
from parloir.vault.sealing import keyed_hash, seal, unseal

ANSWERS_ARE_KEPT = timedelta(hours=24)
_PURPOSE = "idempotent-answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status with a body; `is_repeated` says that it was given before."""

    status: int
    body: bytes
    is_repeated: bool = False


class KeyUsedOtherwise(Exception):
    """The key was used for another request in the last 24 hours. Nothing was done."""


class _SomebodyElseBegan(Exception):
    pass


def answer_once(
    *,
    client: ApiClient,
    key: str,
    request: str,
    act: Callable[[], Answer],
    now: datetime,
) -> Answer:
    """Return the answer of `act`, or the one that it gave before. Raises KeyUsedOtherwise.

    `request` is everything by which two requests are compared. What `act` writes and its answer
    are one transaction. If two requests with one key are concurrent, the second waits for the
    first at the unique constraint and gets its answer. If `act` raises, nothing is stored and the
    key stays free.
    """
    request_hash = keyed_hash(request, purpose=_PURPOSE)
    stored = IdempotentAnswer.objects.filter(client=client, key=key).first()
    if stored is not None and stored.created_at > now - ANSWERS_ARE_KEPT:
        return _again(stored, request_hash)
    try:
        with transaction.atomic():
            if stored is not None:
                IdempotentAnswer.objects.filter(pk=stored.pk).delete()
            return _do(_begin(client, key, request_hash, now), act)
    except _SomebodyElseBegan:
        return _again(IdempotentAnswer.objects.get(client=client, key=key), request_hash)


def delete_old_answers(*, now: datetime) -> int:
    """Delete the first batch of answers that are no longer kept. Returns how many."""
    old = IdempotentAnswer.objects.filter(created_at__lte=now - ANSWERS_ARE_KEPT)
    return delete_oldest(old.order_by("created_at"))


def _begin(client: ApiClient, key: str, request_hash: str, now: datetime) -> IdempotentAnswer:
    try:
        with transaction.atomic():
            return IdempotentAnswer.objects.create(
                client=client, key=key, request_hash=request_hash, created_at=now
            )
    except IntegrityError as error:
        raise _SomebodyElseBegan from error


def _do(begun: IdempotentAnswer, act: Callable[[], Answer]) -> Answer:
    answer = act()
    begun.status = answer.status
    begun.sealed_body = seal(answer.body, purpose=_PURPOSE, context=_context(begun))
    begun.save(update_fields=["status", "sealed_body"])
    return answer


def _again(stored: IdempotentAnswer, request_hash: str) -> Answer:
    if stored.request_hash != request_hash:
        raise KeyUsedOtherwise
    assert stored.status is not None  # noqa: S101 - set before the row was committed
    assert stored.sealed_body is not None  # noqa: S101 - a constraint of the table
    body = unseal(stored.sealed_body, purpose=_PURPOSE, context=_context(stored))
    return Answer(stored.status, body, is_repeated=True)


def _context(answer: IdempotentAnswer) -> str:
    return f"{answer.client_id}:{answer.key}"
