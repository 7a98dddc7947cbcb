"""Come to an address as somebody, and note what comes back and what was written."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from parloir.audit.models import AuditEvent
from parloir.facilities.enrolment import COOKIE_OF, DeviceKind
from parloir.facts.guard import written_by
from tests.access.actors import Actor, Kind
from tests.access.house import MARKER, House
from tests.access.rolling_back import rolled_back
from tests.access.rows import Answer, Row

FROM = "203.0.113.7"
# Written while somebody is recognized, whatever they ask for.
RECOGNIZING = {"django_session", "clients_apiclient", "throttling_spending"}
# Each page of staff has its reader's own name, for when it is locked.
_SIGNED_IN_AS = re.compile(rb'Signed in: <strong translate="no">[^<]*</strong>')
# A program's question is answered once, also with a refusal.
ANSWERED_ONCE = "clients_idempotentanswer"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody got. `events` are those of what was done, since a refusal may be recorded;
    `tables` are all others that were written."""

    answer: Answer
    location: str
    events: frozenset[str]
    tables: frozenset[str]
    cache: str
    shows_marker: bool


def come(house: House, row: Row, actor: Actor, *, checks_csrf: bool = False) -> Outcome:
    """Ask for the row's address as this actor, then undo what that wrote."""
    with rolled_back(), _writes_noted() as tables:
        before = _last_event()
        response = _ask(house, row, actor, checks_csrf=checks_csrf)
        done = AuditEvent.objects.filter(pk__gt=before).exclude(outcome="refused")
        return Outcome(
            answer=_answer_in(response),
            location=response.headers.get("Location", ""),
            events=frozenset(done.values_list("action", flat=True)),
            tables=frozenset(tables - RECOGNIZING - {ANSWERED_ONCE, AuditEvent._meta.db_table}),
            cache=response.headers.get("Cache-Control", ""),
            shows_marker=MARKER.encode() in _SIGNED_IN_AS.sub(b"", _body_of(response)),
        )


def _ask(house: House, row: Row, actor: Actor, *, checks_csrf: bool) -> Any:
    method = row.method
    client = _browser_of(house, actor, checks_csrf=checks_csrf)
    address = _address_of(house, row)
    if method == "GET":
        return client.get(address, REMOTE_ADDR=FROM)
    sent = dict(row.sends(house)) if row.sends else {}
    if address.startswith("/api/"):
        return client.generic(
            method, address, json.dumps(sent), content_type="application/json",
            REMOTE_ADDR=FROM, headers={"idempotency-key": "once"},
        )  # fmt: skip
    if method == "POST":
        return client.post(address, sent, REMOTE_ADDR=FROM)
    return client.generic(method, address, REMOTE_ADDR=FROM)


def _address_of(house: House, row: Row) -> str:
    parts = {name: house.part(value) for name, value in row.address.items()}
    if "/" in row.route or "." in row.route:  # it has no name
        return "/" + row.route.replace("<path:path>", parts.get("path", ""))
    query = row.asks.format(**house.ids)
    return reverse(row.route, kwargs=parts) + (f"?{query}" if query else "")


def _browser_of(house: House, actor: Actor, *, checks_csrf: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks_csrf)
    if actor.kind is Kind.DEVICE:
        kind = DeviceKind.STATION if "station" in actor.name else DeviceKind.MONITOR
        client.cookies[COOKIE_OF[kind]] = house.tokens[actor]
    elif actor.kind is Kind.PROGRAM:
        client = Client(
            enforce_csrf_checks=checks_csrf,
            headers={"authorization": f"Bearer {house.tokens[actor]}"},
        )
    elif actor in house.users:
        client.cookies[settings.SESSION_COOKIE_NAME] = house.session_of(actor)
    return client


def _answer_in(response: HttpResponse) -> Answer:
    if response.status_code != 302:
        return Answer(str(response.status_code))
    path = urlsplit(response.headers["Location"]).path
    named = {
        reverse("account_login"): Answer.SIGN_IN,
        reverse("admin:login"): Answer.SIGN_IN,
        reverse("home"): Answer.HOME,
        reverse("admin:index"): Answer.CONFIGURATION,
    }
    return named.get(path, Answer.GOES_ON)


def _body_of(response: HttpResponse) -> bytes:
    if response.streaming:
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return response.content


@contextmanager
def _writes_noted() -> Iterator[set[str]]:
    """Note the tables that are written."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        written = written_by(str(sql))
        if written is not None:
            tables.add(written.table)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def _last_event() -> int:
    return AuditEvent.objects.values_list("pk", flat=True).last() or 0
