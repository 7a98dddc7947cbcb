"""A new language is one directory of translations and one entry in the settings."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf.locale import LANG_INFO
from django.test import Client
from django.urls import reverse
from django.utils import translation

from parloir.accounts.models import Role, User
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.operations import book
from parloir.facilities.models import VisitKind
from parloir.facilities.wording import say_minutes
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.people.registration import begin_registration
from parloir.realtime.ui_strings import ui_strings_for
from parloir.screens.common import rules
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, at
from tests.factories.people import as_visitor, make_staff, make_visitor
from tests.factories.sanctions import make_ground, make_violation
from tests.factories.sign_ins import signed_in
from tests.locale.catalogue import SPANISH, read
from tests.locale.invented import CODE, FORM_OF, NAME, invented_language, marked
from tests.locale.pages import shown_in
from tests.realtime.browsers import string_of

# What people and places are called, and what is the same in every language.
SAME = {"Parloir", "Monitor"}


@pytest.fixture(scope="module", autouse=True)
def new_language(tmp_path_factory):
    with invented_language(tmp_path_factory.mktemp("languages")):
        yield


@pytest.fixture
def spoken():
    with translation.override(CODE):
        yield


@pytest.fixture
def reader(jail):
    return make_visitor(first_name="Pilar", last_name="Fuentes", user__language=CODE)


@pytest.fixture(scope="module")
def english() -> set[str]:
    """Return every sentence that has a translation."""
    return {message.source for message in read(SPANISH)} - SAME


def left_in(html: str, english: set[str]) -> list[str]:
    return [text for text in shown_in(html) if text in english]


def test_django_does_not_know_it():
    assert CODE not in LANG_INFO


@pytest.mark.parametrize(
    "address",
    [
        "/", "/register/", "/facilities/", "/facilities/jackson/procedure/", "/install/",
        "/offline/", "/accounts/login/", "/monitor/", "/nowhere/",
    ],
)  # fmt: skip
def test_pages_are_served_in_it_to_a_browser_that_asks_for_it(jail, english, address):
    page = Client(headers={"accept-language": f"{CODE},en;q=0.5"}).get(address)
    html = page.content.decode()
    assert f'<html lang="{CODE}"' in html
    assert page.headers["Content-Language"] == CODE
    assert "«" in html
    assert left_in(html, english) == []


@pytest.mark.parametrize("address", ["/", "/visits/", "/schedule/onsite/", "/company/"])
def test_pages_are_served_in_it_to_who_has_chosen_it(reader, english, address):
    html = signed_in(reader.user).get(address, follow=True).content.decode()
    assert f'<html lang="{CODE}"' in html
    assert left_in(html, english) == []


def test_the_switch_offers_it_by_its_own_name_and_keeps_the_choice(jail):
    client = signed_in(make_visitor().user)
    page = BeautifulSoup(client.get("/").content, "html.parser")
    offered = {button["value"]: button.text for button in page.select("[name=language][value]")}
    assert offered[CODE] == NAME

    client.post("/language/", {"language": CODE})
    assert f'<html lang="{CODE}"' in client.get("/").content.decode()
    assert User.objects.filter(language=CODE).count() == 1


@pytest.mark.parametrize(("days", "form"), FORM_OF.items())
def test_a_number_takes_the_right_one_of_three_forms(spoken, days, form):
    text = "%(n)d days" if form else "%(n)d day"
    assert say_minutes(timedelta(days=days)) == marked(text, form) % {"n": days}


@pytest.mark.parametrize("surface", ["monitor", "station", "room", "wall"])
def test_live_surfaces_say_it(spoken, surface):
    strings = ui_strings_for(surface)
    formats = {"number_forms", "time_format", "before_noon", "after_noon"}
    assert {key for key, text in strings.items() if "«" not in text} == formats & set(strings)
    for n, form in FORM_OF.items():
        text = "{n} minutes left" if form else "{n} minute left"
        assert string_of(strings, "minutes_left", n) == marked(text, form)


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        ({"en": "Smoking", "es": "Fumar", CODE: "Ismok"}, "Ismok"),
        ({"en": "Smoking", "es": "Fumar"}, "Smoking"),
    ],
)
def test_a_ground_is_read_in_it_or_in_the_fallback(jail, reader, spoken, texts, read):
    make_ground(jail, texts=texts)
    procedure = signed_in(reader.user).get("/facilities/jackson/procedure/").content.decode()
    assert read in procedure
    assert ("smoking", read) in [(rule.code, rule.text) for rule in rules(jail)]


def test_an_administrator_writes_a_ground_in_it(jail):
    user = make_staff(Role.ADMINISTRATOR, jail, is_staff=True, is_superuser=True, language=CODE)
    page = signed_in(user).get("/admin/sanctions/ground/add/").content.decode()
    assert f'value="{CODE}"' in page
    assert f"{NAME}:" in page


def test_a_registrar_sees_a_reason_in_it_and_who_reads_it(jail):
    visitor = make_visitor(state="waiting", user__language=CODE)
    client = signed_in(make_staff(Role.REGISTRAR, jail))
    page = client.get(reverse("identity", args=[visitor.public_id])).content.decode()
    assert f'<small lang="{CODE}">«' in page
    assert f"<dd>{NAME}</dd>" in page


def letter(kind: str):
    notice = Notice.objects.get(kind=kind)
    return mail_of(
        notice, now=notice.created_at, sender="visits@localhost", base_url="https://example.org"
    )


def test_letters_come_in_it(jail, reader, inmate, english):
    begin_registration(
        email="new@example.org", client_address="here", language=CODE, now=NINE_ON_MONDAY
    )
    booking_request = BookingRequest(
        visitor=reader, inmate=inmate, facility=jail, kind=VisitKind.ONSITE
    )
    book(
        booking_request=booking_request,
        starts_at=at(MONDAY, 14),
        by=as_visitor(reader),
        now=NINE_ON_MONDAY,
    )
    for kind in ("email_code", "booking_confirmed"):
        sent = letter(kind)
        html = sent.alternatives[0].content
        assert sent.subject.startswith("«")
        assert sent.extra_headers["Content-Language"] == CODE
        assert f'<html lang="{CODE}"' in html
        assert left_in(html, english) == []


def test_a_letter_names_a_ground_in_the_language_of_who_reads_it(jail, reader):
    make_ground(jail, texts={"en": "Smoking", CODE: "Ismok"})
    make_violation(jail, visitor=reader, ground="smoking")
    assert "Ismok" in letter("restricted").body
