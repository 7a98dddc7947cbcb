"""The visitor's journey in Spanish: not one English sentence on any page or in any mail."""

from datetime import timedelta

import pytest

from tests.stage.actors.decisions import Registrar
from tests.stage.actors.visitor import Person, Visitor
from tests.stage.browsers import PHONE
from tests.stage.films import VISITOR
from tests.stage.house import JACKSON
from tests.stage.spanish import english_in_letter, english_in_page, in_spanish

PILAR = Person("Pilar", "Fuentes", "pilar.fuentes@example.com")
# What people and places are called is not translated.
NAMES = (
    "Lafayette County Demonstration Center (open round the clock)",
    "Lafayette County Demonstration Center",
    "Jackson County Jail",
    "Jackson County Detention Center",
    "1 Demonstration Way",
    "English",
)


class Reader:
    """Read everything that is shown or sent, and collect what is in English."""

    def __init__(self, gallery) -> None:
        self._gallery = gallery
        self.english: dict[str, list[str]] = {}

    def reads_page(self, page, name: str) -> None:
        self._gallery.look_at(page, f"es-{name}")
        self._keep(name, english_in_page(page, names=NAMES))

    def reads_letter(self, letter) -> None:
        texts = [letter.subject, letter.text]
        if any(part.get_content_type() == "text/calendar" for part in letter.message.walk()):
            texts += [words_of(letter.calendar)]
        found = english_in_letter(*texts, html=letter.html, names=NAMES)
        self._keep(f"mail: {letter.subject}", found)

    def _keep(self, name: str, english: list[str]) -> None:
        if english:
            self.english.setdefault(name, []).extend(english)


def words_of(calendar: str) -> str:
    """Return the text that a calendar program shows, with folded lines joined."""
    lines = calendar.replace("\r\n ", "").replace("\n ", "").splitlines()
    shown = ("SUMMARY", "DESCRIPTION", "LOCATION")
    return "\n".join(line.partition(":")[2] for line in lines if line.startswith(shown))


@pytest.fixture
def reader(gallery):
    return Reader(gallery)


@pytest.fixture
def pilar(tuesday, browsers, reader):
    page = browsers.open(look=VISITOR, size=PHONE).new_page()
    return Visitor(page, tuesday, PILAR, say=in_spanish, look=reader.reads_page, film=VISITOR)


def test_journey_in_spanish_has_no_english_sentence(tuesday, pilar, reader, browsers):
    pilar.chooses_language("Español", "es")
    pilar.registers()
    pilar.takes_photo("take-photo")
    pilar.takes_photo("take-id-front")
    pilar.takes_photo("take-id-back")
    reader.reads_page(pilar.page, "identity-waiting")
    pilar.goes_home()
    reader.reads_page(pilar.page, "home-waiting")
    is_approved_after_a_refusal(tuesday, pilar, reader, browsers)

    pilar.goes_home()
    reader.reads_page(pilar.page, "home-signed-in")
    noon = tuesday.local_now().replace(hour=12, minute=0, second=0, microsecond=0)
    booked = pilar.books("Anna Weiß", noon + timedelta(days=2))
    pilar.page.goto(f"{booked.url}paper/")
    reader.reads_page(pilar.page, "visit-paper")
    pilar.goes_home()
    reader.reads_page(pilar.page, "home-booked")
    pilar.page.goto(f"{tuesday.url}/visits/")
    reader.reads_page(pilar.page, "my-visits")
    for path in (f"facilities/{JACKSON}/procedure/", "facilities/", "install/", "account/login/"):
        pilar.page.goto(f"{tuesday.url}/{path}")
        reader.reads_page(pilar.page, path.strip("/").replace("/", "-"))
    pilar.cancels(booked)
    reader.reads_page(pilar.page, "my-visits-cancelled")
    pilar.mailbox.next_letter(in_spanish("Your visit is cancelled: %(when)s").split("%")[0])

    for letter in pilar.mailbox.all_letters():
        reader.reads_letter(letter)
    assert len(pilar.mailbox.all_letters()) == 5
    assert reader.english == {}


def is_approved_after_a_refusal(house, pilar, reader, browsers):
    registrar = Registrar(browsers.open().new_page(), house, house.staff("registrar"))
    registrar.opens_identity(PILAR.name)
    registrar.refuses("Photo", reason="too_dark")
    registrar.approves("ID, front")
    registrar.approves("ID, back")
    letter = pilar.mailbox.next_letter(in_spanish("Please take a picture again"))
    pilar.page.goto(letter.link)
    reader.reads_page(pilar.page, "identity-refused")
    pilar.page.locator(".p-pieces a.usa-button").first.click()
    pilar.takes_photo("take-photo-again")
    registrar.opens_identity(PILAR.name)
    registrar.approves("Photo")
    pilar.mailbox.next_letter(in_spanish("Your registration is complete"))


def test_visit_in_spanish_has_no_english_sentence(tuesday, monitor, station, reader):
    visit = tuesday.ready_visit()
    lobby, cell = monitor(tuesday, say=in_spanish), station(tuesday, say=in_spanish)
    for side, device in ((lobby, "monitor"), (cell, "station")):
        side.speaks("Español")
        side.is_in_language("es")
        reader.reads_page(side.page, f"{device}-first")
    lobby.enters_pin("12345678")
    lobby.is_refused(in_spanish("This PIN does not open a visit now."))
    reader.reads_page(lobby.page, "monitor-refused")
    lobby.enters_pin(visit["pin"])
    lobby.is_at("greet")
    reader.reads_page(lobby.page, "monitor-greet")
    lobby.confirms_names()
    lobby.is_at("rules")
    reader.reads_page(lobby.page, "monitor-rules")
    lobby.reads_rules()
    lobby.sees_own_picture()
    reader.reads_page(lobby.page, "monitor-check")
    lobby.begins_visit()
    lobby.is_at("waiting")
    reader.reads_page(lobby.page, "monitor-waiting")
    cell.signs_in(visit["inmate_master_id"], visit["inmate_pin"])
    cell.speaks("Español")
    cell.is_in_language("es")
    cell.sees_own_picture()
    reader.reads_page(cell.page, "station-rules")
    cell.begins_visit()
    for side, device in ((lobby, "monitor"), (cell, "station")):
        side.is_at("live")
        side.sees(cell if side is lobby else lobby)
        reader.reads_page(side.page, f"{device}-live")
    lobby.ends_visit()
    for side, device in ((lobby, "monitor"), (cell, "station")):
        side.is_at("ended")
        reader.reads_page(side.page, f"{device}-ended")

    assert reader.english == {}


def test_room_in_spanish_has_no_english_sentence(tuesday, browsers, reader):
    account = tuesday.demo["visitors"][3]
    page = browsers.open(look=VISITOR).new_page()
    first, last = account["name"].split()
    person = Person(first, last, account["email"])
    mei = Visitor(page, tuesday, person, say=in_spanish, look=reader.reads_page, film=VISITOR)
    mei.chooses_language("Español", "es")
    mei.signs_in(account)
    soon = tuesday.local_now().replace(second=0, microsecond=0) + timedelta(minutes=10)
    soon += timedelta(minutes=-soon.minute % 5)
    remote = {"kind": "remote", "facility": "Lafayette County Demonstration Center"}
    later = mei.books("Casey Lane", soon + timedelta(hours=1), **remote)
    early = mei.opens_room(later)
    early.is_at("too_early")
    reader.reads_page(early.page, "room-too-early")
    mei.books("Casey Lane", soon, **remote)
    room = mei.joins()
    room.is_at("check")
    room.sees_own_picture()
    reader.reads_page(room.page, "room-check")
    room.begins_visit()
    room.is_at("waiting")
    reader.reads_page(room.page, "room-waiting")

    assert reader.english == {}
