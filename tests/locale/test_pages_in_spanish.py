"""People who chose Spanish read Spanish on every page, error pages included."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from parloir.accounts.models import Role
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.operations import book
from parloir.clock import current_time
from parloir.credentials.codes import CodeNotSent, CodeRefused
from parloir.credentials.links import HandOutRefused, hand_out_link, token_of
from parloir.facilities.models import VisitKind
from parloir.visits.models import Visit
from parloir.web.passwords.words import why_not_sent, why_refused
from parloir.web.staff.new_passwords import why_not_handed_out
from parloir.workflows.termination import terminate
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, TUESDAY, at
from tests.factories.people import (
    OFFICER,
    DocumentState,
    as_visitor,
    make_staff,
    make_visitor,
    set_identity,
)
from tests.factories.places import AgencyFactory, make_jail
from tests.factories.sign_ins import signed_in
from tests.locale.conftest import NAMES
from tests.locale.pages import english_in_html, read_all

NEW = "seven quiet herons"


@pytest.fixture
def stranger(jail):
    return Client(headers={"accept-language": "es-US"})


@pytest.fixture
def book_at(visitor, inmate, jail):
    def make(hour, *, kind=VisitKind.ONSITE, day=MONDAY):
        booking_request = BookingRequest(visitor=visitor, inmate=inmate, facility=jail, kind=kind)
        return book(
            booking_request=booking_request,
            starts_at=at(day, hour),
            by=as_visitor(visitor),
            now=NINE_ON_MONDAY,
        )

    return make


@pytest.fixture
def terminated(book_at):
    def make(ground):
        booking = book_at(10)
        visit = Visit.objects.create(
            booking=booking, facility=booking.facility, opened_at=booking.starts_at,
            ends_at=booking.ends_at,
        )  # fmt: skip
        terminate(
            visit=visit, ground=ground, conduct={"visitor"}, note="Would not sit down.",
            by=OFFICER, now=at(MONDAY, 10),
        )  # fmt: skip

    return make


def english_on(answer):
    assert 'lang="es"' in answer.content.decode()
    return english_in_html(answer.content.decode(), names=NAMES)


def only_english(read):
    return {address: found for address, found in read.items() if found}


def test_pages_of_a_stranger(stranger):
    read = read_all(stranger, "/", names=NAMES)
    assert only_english(read) == {}
    expected = {"/register/", "/account/login/", "/facilities/jackson/procedure/", "/install/"}
    assert expected <= set(read)


def test_pages_of_a_visitor(visitor_client, inmate, book_at):
    book_at(14)
    book_at(18, kind=VisitKind.REMOTE)
    read = read_all(visitor_client, "/", names=NAMES)
    assert only_english(read) == {}
    assert {"/visits/", "/schedule/onsite/", "/schedule/remote/"} <= set(read)


@pytest.mark.parametrize("kind", list(VisitKind))
def test_choosing_whom_and_when(visitor_client, inmate, kind):
    search = reverse("schedule_inmate", args=[kind, "jackson"])
    for text in ("jordan", "jo", "nobody"):
        assert english_on(visitor_client.get(search, {"q": text})) == []
    when = reverse("schedule_when", args=[kind, "jackson", inmate.public_id])
    for day in ("2026-05-11", "2026-05-16", "2026-05-10", "2029-01-01"):
        assert english_on(visitor_client.get(when, {"day": day}, follow=True)) == []
    check = f"{when}check/"
    for time in ("2026-05-12T15:00Z", "2026-05-12T15:07Z", "nothing"):
        assert english_on(visitor_client.get(check, {"at": time}, follow=True)) == []
    finished = visitor_client.post(f"{check}?at=2026-05-12T15:00Z", follow=True)
    assert english_on(finished) == []


def test_visit_from_booking_to_cancelling(visitor_client, book_at):
    booking = book_at(14, day=TUESDAY)
    for name in ("booked", "my_visit", "visit_on_paper", "cancel_visit"):
        address = reverse(name, args=[booking.public_id])
        assert english_on(visitor_client.get(address)) == []
    cancelled = visitor_client.post(reverse("cancel_visit", args=[booking.public_id]), follow=True)
    assert english_on(cancelled) == []
    calendar = visitor_client.get(reverse("visit_calendar", args=[booking.public_id]))
    assert calendar.status_code in {200, 404}


@pytest.mark.parametrize("state", list(DocumentState))
def test_identity_in_every_state(jail, state):
    visitor = make_visitor(state=state, user__language="es")
    if state == DocumentState.REFUSED:
        set_identity(visitor, state, reason="too_dark")
    client = signed_in(visitor.user)
    for address in ("/", "/identity/", "/schedule/onsite/jackson/"):
        assert english_on(client.get(address, follow=True)) == []


def test_restricted_visitor_reads_why(visitor_client, terminated):
    terminated("abuse")
    for address in ("/", "/visits/", "/schedule/remote/jackson/"):
        assert english_on(visitor_client.get(address, follow=True)) == []


def test_every_piece_of_the_identity_is_asked_for(jail):
    visitor = make_visitor(user__language="es")
    visitor.documents.all().delete()
    client = signed_in(visitor.user)
    for piece in ("photo", "id-front", "id-back"):
        address = f"/identity/{piece}/"
        assert english_on(client.get(address, follow=True)) == []
        assert english_on(client.post(address, follow=True)) == []


@pytest.mark.parametrize("answer", [{}, {"email": "nobody"}])
def test_mistakes_before_registering(stranger, answer):
    assert english_on(stranger.post("/register/", answer, follow=True)) == []


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/"])
@pytest.mark.parametrize("answer", [{}, {"login": "a@example.org", "password": "wrong"}])
def test_mistakes_while_signing_in(stranger, path, answer):
    assert english_on(stranger.post(path, answer, follow=True)) == []


@pytest.mark.parametrize("new", ["", "short", "1234567890", "password123"])
def test_new_password(visitor, new):
    visitor.user.set_password("three plain words")
    visitor.user.save()
    client = signed_in(visitor.user)
    address = "/account/password/change/"
    assert english_on(client.get(address, follow=True)) == []
    answer = {"oldpassword": "three plain words", "password1": new, "password2": new}
    assert english_on(client.post(address, answer, follow=True)) == []


def test_lost_password(stranger, visitor):
    """Wrong codes until no more are sent, a dead link, and every mistake when choosing."""
    ask, confirm = "/account/password/reset/", "/account/password/reset/confirm/"
    for address in (ask, confirm, "/account/password/link/", "/account/password/link/0000/"):
        assert english_on(stranger.get(address)) == []
    for _ in range(6):
        assert english_on(stranger.post(ask, {"email": visitor.user.email}, follow=True)) == []
    for code in ("", "123", *["00000000"] * 6):
        assert english_on(stranger.post(confirm, {"code": code})) == []
    assert english_on(stranger.get("/account/password/reset/link/")) == []
    link = hand_out_link(user=visitor.user, facility="jackson", by=OFFICER, now=current_time())
    stranger.post("/account/password/link/", {"token": token_of(link)})
    choose = "/account/password/reset/complete/"
    for new in ("", "short", "Basketball 1984", "SunshineSunshine", "Guadalajara1987"):
        assert english_on(stranger.post(choose, {"password1": new, "password2": "x"})) == []
    both = dict.fromkeys(("password1", "password2"), NEW)
    assert english_on(stranger.post(choose, both, follow=True)) == []
    assert english_on(stranger.get(choose, follow=True)) == []


@pytest.mark.parametrize("reason", CodeNotSent.Reason)
def test_why_no_code_was_sent(reason):
    with translation.override("es"):
        words = why_not_sent(CodeNotSent(reason, NINE_ON_MONDAY))
    assert words != why_not_sent(CodeNotSent(reason, NINE_ON_MONDAY))


@pytest.mark.parametrize("reason", CodeRefused.Reason)
def test_why_a_code_was_refused(reason):
    with translation.override("es"):
        words = why_refused(CodeRefused(reason))
    assert words != why_refused(CodeRefused(reason))


@pytest.mark.parametrize("reason", HandOutRefused.Reason)
def test_why_no_sheet_was_handed_out(reason):
    with translation.override("es"):
        words = why_not_handed_out(HandOutRefused(reason))
    assert words != why_not_handed_out(HandOutRefused(reason))


def test_a_sheet_for_a_new_password(jail, visitor):
    client = signed_in(make_staff(Role.REGISTRAR, jail, language="es"))
    address = reverse("hand_out_password", args=[visitor.public_id])
    assert english_on(client.get(address)) == []
    assert english_on(client.post(address)) == []
    type(visitor.user).objects.filter(pk=visitor.user_id).update(language="es")
    assert english_on(client.post(address, {"has_seen_id": "on"})) == []


def test_page_that_is_not_there(stranger):
    assert english_in_html(stranger.get("/nowhere/").content.decode(), names=NAMES) == []


def test_pages_of_the_staff(staff_client, inmate, terminated, book_at):
    make_visitor(state=DocumentState.WAITING, user__language="es")
    terminated("other")
    read = read_all(staff_client, "/console/identities/", names=NAMES)
    assert only_english(read) == {}
    expected = {"/console/", "/console/reviews/", "/console/devices/", "/console/audit/"}
    assert expected <= set(read)


@pytest.mark.parametrize("path", ["/monitor/", "/station/"])
def test_pages_of_the_devices(stranger, path):
    assert english_on(stranger.get(path)) == []


def test_choosing_where_to_visit(jail):
    """With several agencies, from the last picture to what each of them says."""
    clay = make_jail(slug="clay", agency=AgencyFactory(name="Condado de Clay"))
    visitor = make_visitor(user__language="es")
    visitor.identity_requests.all().delete()
    client = signed_in(visitor.user)
    addresses = ("/", "/identity/", "/identity/where/", "/identity/where/in/MO/",
                 "/identity/where/clay/", "/schedule/onsite/clay/")  # fmt: skip
    for state in (None, *DocumentState):
        if state is not None:
            client.post("/identity/where/clay/")
            set_identity(visitor, state, agency=clay.agency)
        if state == DocumentState.REFUSED:
            set_identity(visitor, state, agency=clay.agency, reason="glare")
        for address in addresses:
            assert english_on(client.get(address)) == []
