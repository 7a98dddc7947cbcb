"""The whole procedure of an on-site visit, P3 to P19, with a browser for each person."""

from datetime import UTC, date, timedelta

import pytest
from playwright.sync_api import expect

from parloir.demo.drawing import card_back
from tests.stage.actors.decisions import Registrar, Supervisor
from tests.stage.actors.officer import Officer
from tests.stage.actors.visitor import Person, Visitor
from tests.stage.browsers import PHONE
from tests.stage.films import INMATE, VISITOR
from tests.stage.house import JACKSON
from tests.stage.media import media_has_stopped, pressed_at

ELENA = Person("Elena", "Castillo", "elena.castillo@example.com")
# From the officer's press until the last packet; the bench measures it, this only bounds it.
STOPS_WITHIN_MS = 2000


@pytest.fixture
def elena(tuesday, browsers, gallery):
    page = browsers.open(look=VISITOR, size=PHONE).new_page()
    return Visitor(page, tuesday, ELENA, look=gallery.look_at)


@pytest.fixture
def new_page(browsers):
    """Return a function that opens a window in the staff's browser, with its own sign-in."""
    context = browsers.open()

    def window():
        return browsers.window(context.browser).new_page()

    return window


def test_on_site_visit(tuesday, elena, new_page, monitor, station, gallery, tmp_path):
    half_past_six = tuesday.local_now().replace(hour=18, minute=30, second=0, microsecond=0)
    last_day = half_past_six.date() + timedelta(days=90)
    registers_and_is_approved(elena, new_page, gallery, tmp_path)
    booked = books_and_gets_the_pin(elena, half_past_six)
    covered = [
        elena.books("Jordan Miles", half_past_six + timedelta(days=1), kind="remote"),
        elena.books("Jordan Miles", half_past_six + timedelta(days=90)),
    ]
    not_covered = elena.books("Jordan Miles", half_past_six + timedelta(days=91))

    tuesday.jump_to(half_past_six - timedelta(seconds=2))

    lobby = monitor(tuesday, at=JACKSON)
    cell = station(tuesday, at=JACKSON)
    officer = Officer(new_page(), tuesday, tuesday.staff("officer"))
    gallery.look_at(officer.page, "wall-empty")
    jordan = tuesday.inmate("Jordan Miles")
    lobby.comes_in(booked.pin)
    cell.signs_in(jordan["master_id"], jordan["pin"])
    cell.is_at("rules")
    cell.begins_visit()
    lobby.is_at("live", seconds=60)
    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)
    lobby.says("Jordan Miles")
    cell.says(ELENA.name)

    officer.sees_tile_of(ELENA.name, "Jordan Miles", VISITOR, INMATE)
    gallery.look_at(officer.page, "wall-tiles")
    officer.opens(ELENA.name, "Jordan Miles", VISITOR, INMATE)
    officer.hears_in_opened_visit(VISITOR, side=1)
    officer.hears_in_opened_visit(INMATE, side=2)
    gallery.look_at(officer.page, "wall-opened")
    officer.terminates(ground="weapons", conduct="visitor", note="A knife on the table.")

    pressed = pressed_at(officer.page, "terminate-pressed")
    for side in (lobby, cell):
        side.is_at("ended")
        side.says("An officer has ended this visit.")
        side.says("Weapons or depictions of weapons")
        assert media_has_stopped(side.page) - pressed < STOPS_WITHIN_MS
        side.shows_nobody()
    lobby.says(f"until and including {in_words(last_day)} {last_day.year}")
    gallery.look_at(lobby.page, "monitor-terminated")
    gallery.look_at(cell.page, "station-terminated")
    lobby.presses("Done")
    lobby.is_at("pin")
    lobby.says_nothing_of("Elena", "Castillo", "Jordan", "Miles", "eapon")
    is_told_of_the_restriction(elena, last_day, covered)
    books_only_after_the_restriction(elena, half_past_six, not_covered)


def registers_and_is_approved(elena, new_page, gallery, tmp_path):
    """P3 to P7."""
    elena.registers()
    elena.takes_photo("take-photo")
    elena.takes_photo("take-id-front")
    card = tmp_path / "card.jpg"
    card.write_bytes(card_back(ELENA.email))
    elena.uploads(card)
    elena.reads("We look at your ID within a day and write to you.")
    gallery.look_at(elena.page, "identity-waiting")
    elena.page.goto(f"{elena.house.url}/schedule/onsite/{JACKSON}/")
    elena.reads("We are still looking at your photo and ID.")
    gallery.look_at(elena.page, "schedule-not-yet")

    registrar = Registrar(new_page(), elena.house, elena.house.staff("registrar"))
    registrar.opens_identity(ELENA.name)
    gallery.look_at(registrar.page, "registrar-identity")
    registrar.approves("Photo")
    registrar.refuses("ID, front", reason="blurred")
    registrar.approves("ID, back")
    registrar.reads(f"{ELENA.name} gets a mail that says what to take again.")

    letter = elena.mailbox.next_letter("Please take a picture again")
    assert "The picture is blurred." in letter.text
    elena.page.goto(letter.link)
    elena.reads("The picture is blurred.")
    gallery.look_at(elena.page, "identity-refused")
    expect(elena.page.get_by_role("link", name="Take photo")).to_have_count(1)
    elena.page.get_by_role("link", name="Take photo").click()
    elena.takes_photo("take-id-front-again")
    elena.reads("We look at your ID within a day and write to you.")

    registrar.opens_identity(ELENA.name)
    registrar.approves("ID, front")
    registrar.reads(f"{ELENA.name} is approved and gets a mail.")
    elena.mailbox.next_letter("Your registration is complete")


def books_and_gets_the_pin(elena, starts_at):
    """P8 to P12."""
    number = elena.house.inmate("Jordan Miles")["master_id"]
    elena.looks_for("Jordan Miles", kind="onsite", facility="Jackson County Jail", by=number)
    booked = elena.chooses(starts_at)
    letter = elena.mailbox.next_letter("booked for Tuesday")
    assert letter.pin == booked.pin
    for words in ("6:30 PM Central", "30 minutes", "Jordan Miles", "Weapons or depictions"):
        assert words in letter.text
        assert words in letter.html
    assert f"DTSTART:{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in letter.calendar
    return booked


def is_told_of_the_restriction(elena, last_day, covered):
    """P17: bookings within the restriction are cancelled, and she is told about each."""
    letter = elena.mailbox.next_letter("Visits at Jackson County Jail are not open to you for now")
    assert f"until and including {in_words(last_day)} {last_day.year}" in letter.text
    assert "Weapons or depictions of weapons" in letter.text
    for booked in covered:
        elena.mailbox.next_letter(f"Your visit is cancelled: {in_words(booked.starts_at.date())}")
        elena.page.goto(booked.url)
        elena.reads("ancelled")


def books_only_after_the_restriction(elena, offense, not_covered):
    """The day of the offense and the 90 days after it are closed; the next day is open."""
    elena.page.goto(f"{elena.house.url}/visits/")
    elena.reads(in_words(not_covered.starts_at.date()))
    elena.page.goto(not_covered.url)
    expect(elena.page.locator(".p-pin__digits")).to_have_count(1)

    elena.looks_for("Jordan Miles", kind="onsite", facility="Jackson County Jail")
    nine = offense.replace(hour=9, minute=0)
    elena.turns_to(offense.date() + timedelta(days=90))
    assert not elena.is_offered(nine + timedelta(days=90))
    elena.reads(
        f"not open to you until and including {in_words(offense.date() + timedelta(days=90))}"
    )
    elena.asks_for(nine + timedelta(days=90))
    elena.reads("not open to you until and including")
    elena.chooses(nine + timedelta(days=91))
    elena.mailbox.next_letter("booked for")


def test_other_ground_goes_to_a_supervisor(tuesday, new_page, monitor, station, gallery):
    """P19: there are no automatic consequences; a person decides, with a reason."""
    visit = tuesday.ready_visit()
    lobby, cell = monitor(tuesday), station(tuesday)
    officer = Officer(new_page(), tuesday, tuesday.staff("officer"))
    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)
    lobby.sees(cell)
    officer.opens(visit["visitor"], visit["inmate"])
    officer.terminates(ground="other", conduct="visitor", note="Held up a sheet of numbers.")

    lobby.is_at("ended")
    lobby.says("Nothing is decided yet. We write to you when it is.")

    supervisor = Supervisor(new_page(), tuesday, tuesday.staff("supervisor"))
    supervisor.goes_to("/console/reviews/")
    gallery.look_at(supervisor.page, "reviews")
    supervisor.opens_case_of(visit["visitor"])
    supervisor.reads("Held up a sheet of numbers.")
    gallery.look_at(supervisor.page, "review")
    supervisor.decides("warn", reason="The numbers were a birthday.")
    supervisor.goes_to("/console/reviews/")
    supervisor.reads("No case is waiting.")


def in_words(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B}"
