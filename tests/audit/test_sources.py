"""Where events come from: requests, sockets and nowhere, and for how long that is kept."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from parloir.audit.actors import CLOCK
from parloir.audit.models import AuditEvent
from parloir.audit.operations import record
from parloir.audit.retention import SOURCE_IS_KEPT_FOR, empty_old_sources
from parloir.audit.rows import last_event_id, rows_between
from parloir.audit.seals import session_hash
from parloir.realtime.socket_sources import with_source
from parloir.source import current_source, note_sign_in
from parloir.threads import in_press_thread, in_thread
from parloir.web.sources import SourceMiddleware
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.subjects import Thing

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.7"


def from_a_page() -> AuditEvent:
    """Return an event that is written while a page is answered."""
    request = RequestFactory(REMOTE_ADDR=ADDRESS).get("/")
    request.session = SessionStore()
    request.session["sign_in"] = "signin000001"
    SourceMiddleware(write_an_event)(request)
    return AuditEvent.objects.latest("pk")


def write_an_event(request) -> HttpResponse:
    record("open", by=CLOCK, on=Thing("thing0000001"), at=NINE_ON_MONDAY)
    return HttpResponse()


def sources() -> list[str | None]:
    return list(AuditEvent.objects.order_by("pk").values_list("source", flat=True))


def test_an_event_of_a_page_has_the_address_and_the_sign_in_of_its_request():
    event = from_a_page()
    assert (event.source, event.session) == (ADDRESS, session_hash("signin000001"))
    assert current_source().address == ""


async def test_a_call_in_a_thread_comes_from_where_its_socket_does():
    seen = []

    async def surface(scope, receive, send):
        await in_thread(note_sign_in, "signin000001")
        for lane in (in_thread, in_press_thread):
            source = await lane(current_source)
            seen.append((source.address, source.sign_in()))

    await with_source(surface)({"client": (ADDRESS, 5)}, None, None)
    assert seen == [(ADDRESS, "signin000001")] * 2
    assert (await in_thread(current_source)).address == ""


def test_an_address_is_kept_for_90_days_and_the_event_stays_intact():
    event = from_a_page()
    ends = event.at + SOURCE_IS_KEPT_FOR

    empty_old_sources(now=ends)
    assert AuditEvent.objects.get(pk=event.pk).source == ADDRESS
    empty_old_sources(now=ends + timedelta(microseconds=1))
    assert set(sources()) == {None}
    assert all(row.is_intact for row in rows_between(0, last_event_id()))
