"""Do once what a client asks for under a key, and answer the same when it asks again.

After the IETF draft "The Idempotency-Key HTTP Header Field".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from parloir.clients.models import ApiClient, IdempotentAnswer
from parloir.vault.sealing import keyed_hash, seal, unseal

ANSWERS_ARE_KEPT = timedelta(hours=24)
_PURPOSE = "idempotent-answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status of HTTP with a body; `is_repeated` where it was given before."""

    status: int
    body: bytes
    is_repeated: bool = False


class KeyUsedOtherwise(Exception):
    """This key belongs to another request of the last 24 hours; nothing was done."""


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
    """What `act` answers, or what it answered the first time. Raises KeyUsedOtherwise.

    `request` is all that makes two requests the same. What `act` writes and its answer are one
    transaction. If two requests with one key are concurrent, the second waits for the first at
    the unique constraint and gets its answer; if `act` raises, nothing is kept and the key is free.
    """
    request_hash = keyed_hash(request, purpose=_PURPOSE)
    kept = IdempotentAnswer.objects.filter(client=client, key=key).first()
    if kept is not None and kept.created_at > now - ANSWERS_ARE_KEPT:
        return _again(kept, request_hash)
    try:
        with transaction.atomic():
            if kept is not None:
                IdempotentAnswer.objects.filter(pk=kept.pk).delete()
            return _do(_begin(client, key, request_hash, now), act)
    except _SomebodyElseBegan:
        return _again(IdempotentAnswer.objects.get(client=client, key=key), request_hash)


def forget_old_answers(*, now: datetime) -> int:
    old = IdempotentAnswer.objects.filter(created_at__lte=now - ANSWERS_ARE_KEPT)
    return old.delete()[0]


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


def _again(kept: IdempotentAnswer, request_hash: str) -> Answer:
    if kept.request_hash != request_hash:
        raise KeyUsedOtherwise
    assert kept.status is not None  # noqa: S101 - set before the row was committed
    assert kept.sealed_body is not None  # noqa: S101 - a constraint of the table
    body = unseal(kept.sealed_body, purpose=_PURPOSE, context=_context(kept))
    return Answer(kept.status, body, is_repeated=True)


def _context(answer: IdempotentAnswer) -> str:
    return f"{answer.client_id}:{answer.key}"
