"""Two adults come to one visit: each agrees, and each is named separately in the consequences."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.stage.actors.officer import Officer
from tests.stage.actors.visitor import Person, Visitor
from tests.stage.browsers import PHONE
from tests.stage.house import LAFAYETTE

FACILITY = "Lafayette County Demonstration Center"
FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
def signed_in(tuesday, browsers, gallery):
    """Return visitors of the demo on their phones, in one browser, each with their own sign-in."""
    context = browsers.open(size=PHONE)

    def visitor(number: int) -> Visitor:
        account = tuesday.demo["visitors"][number]
        first, last = account["name"].split()
        page = browsers.window(context.browser, size=PHONE).new_page()
        found = Visitor(page, tuesday, Person(first, last, account["email"]), look=gallery.look_at)
        found.signs_in(account)
        return found

    return visitor


@pytest.fixture
def riley(tuesday):
    return next(one for one in tuesday.demo["inmates"] if one["facility"] == LAFAYETTE)


def soon(house):
    """Return the next start on the five-minute grid that can be reached in time."""
    now = house.local_now().replace(second=0, microsecond=0)
    return now - timedelta(minutes=now.minute % 5) + 2 * FIVE_MINUTES


def test_several_visitors(tuesday, signed_in, riley, browsers, monitor, station, gallery):
    ruth, daniel = signed_in(1), signed_in(2)
    agree_to_come_together(ruth, daniel, gallery)
    starts_at = soon(tuesday)
    booked = books_for_both(ruth, daniel, riley, starts_at, gallery)
    alone = daniel.books(
        riley["name"], starts_at + timedelta(days=2), kind="remote", facility=FACILITY
    )
    tuesday.jump_to(starts_at - timedelta(seconds=2))

    lobby, cell = monitor(tuesday), station(tuesday)
    officer = Officer(browsers.open().new_page(), tuesday, tuesday.staff("officer"))
    lobby.comes_in(booked.pin)
    cell.signs_in(riley["master_id"], riley["pin"])
    cell.is_at("rules")
    cell.begins_visit()
    lobby.sees_and_hears(cell)
    cell.says(f"{ruth.person.name} and {daniel.person.name}")

    officer.opens(f"{ruth.person.name}, {daniel.person.name}", riley["name"])
    officer.types("w", "v", "v", "v")
    expect(officer.page.locator(".v-to [aria-pressed=true]")).to_contain_text("Daniel Brandt")
    gallery.look_at(officer.page, "wall-warn-one-of-two")
    officer.types("2")
    lobby.says("Warning for Daniel: Abusive language or behavior")
    cell.says("The officer has warned Daniel.")

    officer.begins_to_terminate("phone")
    officer.blames(daniel.person.name)
    gallery.look_at(officer.page, "wall-terminate-one-of-two")
    officer.presses_terminate_now()

    for side in (lobby, cell):
        side.is_at("ended")
        side.says("Use of a cell phone or camera within frame")
    lobby.says(f"{ruth.person.name}: Nothing is held against you.")
    lobby.says(f"{daniel.person.name}: Visits at this facility are not possible for you until")
    gallery.look_at(lobby.page, "monitor-terminated-of-two")

    daniel.mailbox.next_letter("are not open to you for now")
    daniel.mailbox.next_letter("Your visit is cancelled")
    daniel.page.goto(alone.url)
    daniel.reads("ancelled")
    letter = ruth.mailbox.next_letter("was ended")
    assert "does not count against you" in " ".join(letter.text.split())
    ruth.looks_for(riley["name"], kind="remote", facility=FACILITY)
    ruth.page.get_by_role("button", name="Continue").click()  # nobody comes along
    ruth.chooses(starts_at + timedelta(days=6))


def agree_to_come_together(ruth, daniel, gallery):
    ruth.invites(daniel.person.email)
    letter = daniel.mailbox.next_letter("Somebody asks whether you come along")
    daniel.page.goto(letter.link)
    gallery.look_at(daniel.page, "invitation")
    daniel.page.get_by_role("button", name="Accept").click()
    ruth.mailbox.next_letter(f"{daniel.person.name} comes along")


def books_for_both(ruth, daniel, riley, starts_at, gallery):
    ruth.looks_for(riley["name"], kind="onsite", facility=FACILITY)
    ruth.page.locator("label", has_text=daniel.person.name).click()
    gallery.look_at(ruth.page, "schedule-along")
    ruth.page.get_by_role("button", name="Continue").click()
    booked = ruth.chooses(starts_at)
    daniel.mailbox.next_letter("booked for")
    return booked
