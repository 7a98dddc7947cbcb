"""Authenticate clients of the API, limit their rate, and check scopes and facilities."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from parloir.api.problems import NOT_FOUND, SCOPE_MISSING, TOO_MANY, Problem
from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.clients.models import ApiClient
from parloir.clients.operations import client_with_token, note_use
from parloir.clients.reads import count_reads
from parloir.clients.scopes import Scope
from parloir.clients.wrong_tokens import record_wrong_token
from parloir.clock import current_time
from parloir.facilities.models import Facility
from parloir.people.models import Inmate, Visitor
from parloir.throttling.addresses import address_key, stands_outside_limits
from parloir.throttling.budgets import spend_one

A_MINUTE = timedelta(minutes=1)
WRONG_TOKENS_A_MINUTE = 600
"""From one address. No number of tries finds 256 random bits: this bounds what trying costs us."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The client that makes the request, and the time of the request."""

    client: ApiClient
    now: datetime

    @property
    def actor(self) -> Actor:
        return self.client.actor


class ApiRequest(HttpRequest):
    """The request that API functions receive: `auth` is the caller whom `Bearer` admitted."""

    auth: Caller


class Bearer(HttpBearer):
    """Admit callers with a token that has this scope (any token, for None)."""

    openapi_description = "The token that an administrator was shown once."

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        now = current_time()
        client = client_with_token(token, now=now)
        if client is None:
            _slow_wrong_tokens_down(str(request.META.get("REMOTE_ADDR", "")), now)
            record_wrong_token(now=now)
            return None
        _slow_down(client, now)
        note_use(client=client, now=now)
        if self.scope is not None and self.scope not in client.scopes:
            detail = _("It lacks %(scope)s. Ask an administrator of the facility to allow it.")
            raise Problem(SCOPE_MISSING, detail % {"scope": self.scope})
        return Caller(client, now)


def needs(scope: Scope | None) -> dict[str, Any]:
    """Return the arguments of an operation that needs this scope, for ninja and the document."""
    extra = {"x-scope": str(scope)} if scope else {}
    return {"auth": Bearer(scope), "openapi_extra": extra}


def facility_of(caller: Caller, slug: str) -> Facility:
    """Return a facility of the client. Raises Problem for any other, whether it exists or not."""
    facility = caller.client.facilities.filter(slug=slug).select_related("agency").first()
    if facility is None:
        raise Problem(NOT_FOUND, _("This token has no facility with this slug."))
    return facility


def count_reads_of(
    caller: Caller, facility: Facility, *people: Visitor | Inmate, bookings: Iterable[Booking] = ()
) -> None:
    """Count for the audit that this program reads of these people, and of those who have these
    bookings, before it is answered."""
    ids = {person.public_id for person in people}
    for booking in bookings:
        ids |= {booking.visitor.public_id, booking.inmate.public_id}
    count_reads(client=caller.client, facility=facility.slug, people=ids, now=caller.now)


def _slow_wrong_tokens_down(address: str, now: datetime) -> None:
    """Refuse further wrong tokens from this address. A right one is never refused for them."""
    if not stands_outside_limits(address):
        _spend(f"api-wrong:{address_key(address)}", WRONG_TOKENS_A_MINUTE, now)


def _slow_down(client: ApiClient, now: datetime) -> None:
    _spend(f"api:{client.public_id}", client.requests_a_minute, now)


def _spend(key: str, times: int, now: datetime) -> None:
    again_at = spend_one(key=key, times=times, window=A_MINUTE, now=now)
    if again_at is not None:
        seconds = max(ceil((again_at - now).total_seconds()), 1)
        raise Problem(TOO_MANY, headers={"Retry-After": str(seconds)})
