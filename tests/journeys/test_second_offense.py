"""P17, then P18: after a second offense no visit is possible, and every way to book says so."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.stage.actors.officer import Officer
from tests.stage.actors.visitor import Person, Visitor
from tests.stage.films import VISITOR
from tests.stage.house import CENTRAL, LAFAYETTE

FACILITY = "Lafayette"
FOR_GOOD = "are not open to you, with no end date."


@pytest.fixture
def maria(tuesday, browsers, gallery):
    """Return a signed-in visitor of the demo."""
    account = tuesday.demo["visitors"][0]
    first, last = account["name"].split()
    page = browsers.open(look=VISITOR).new_page()
    visitor = Visitor(
        page, tuesday, Person(first, last, account["email"]), look=gallery.look_at, film=VISITOR
    )
    visitor.signs_in(account)
    return visitor


@pytest.fixture
def riley(tuesday):
    return next(one for one in tuesday.demo["inmates"] if one["facility"] == LAFAYETTE)


def test_second_offense(tuesday, maria, riley, monitor, station, browsers, gallery):
    lobby, cell = monitor(tuesday), station(tuesday)
    officer = Officer(browsers.open().new_page(), tuesday, tuesday.staff("officer"))

    def commits_an_offense(booked):
        tuesday.jump_to(booked.starts_at - timedelta(seconds=2))
        lobby.comes_in(booked.pin)
        cell.signs_in(riley["master_id"], riley["pin"])
        cell.is_at("rules")
        cell.begins_visit()
        lobby.sees(cell)
        officer.opens(maria.person.name, riley["name"])
        officer.terminates(ground="phone", conduct="visitor")
        lobby.is_at("ended")
        lobby.says("Use of a cell phone or camera within frame")

    first = books(maria, riley, soon(tuesday))
    commits_an_offense(first)
    maria.mailbox.next_letter("are not open to you for now")

    tuesday.jump_to(first.starts_at + timedelta(days=91))
    second = books(maria, riley, soon(tuesday))
    remote = books(maria, riley, later(second.starts_at, minutes=30), kind="remote")
    far = books(maria, riley, later(second.starts_at, days=100))
    kept = keeps_the_address_of(maria, riley, later(second.starts_at, days=101))
    commits_an_offense(second)

    lobby.says("Visits at this facility are no longer possible for you, on-site or remote.")
    gallery.look_at(lobby.page, "monitor-terminated-for-good")
    lobby.presses("Done")
    is_told_that_it_is_for_good(maria, [remote, far])
    cannot_book(maria, kept, gallery)
    lobby.enters_pin(far.pin)
    lobby.is_refused(FOR_GOOD)
    gallery.look_at(lobby.page, "monitor-restricted")
    room = maria.opens_room(remote)
    room.is_at("refused")
    room.says(FOR_GOOD)
    gallery.look_at(room.page, "room-restricted")


def soon(house) -> datetime:
    """Return the first start on the five-minute grid that leaves three minutes to book it."""
    earliest = house.now().replace(second=0, microsecond=0) + timedelta(minutes=4)
    return (earliest + timedelta(minutes=-earliest.minute % 5)).astimezone(CENTRAL)


def later(starts_at: datetime, **by: int) -> datetime:
    return (starts_at.astimezone(UTC) + timedelta(**by)).astimezone(CENTRAL)


def books(maria, riley, starts_at, *, kind="onsite"):
    return maria.books(riley["name"], starts_at, kind=kind, facility=FACILITY)


def keeps_the_address_of(maria, riley, starts_at) -> str:
    """Return the address of the last page before "Finish"."""
    maria.looks_for(riley["name"], kind="onsite", facility=FACILITY)
    maria.asks_for(starts_at)
    address: str = maria.page.url
    return address


def is_told_that_it_is_for_good(maria, cancelled):
    letter = maria.mailbox.next_letter("Visits at Lafayette County Demonstration Center are not")
    assert "for now" not in letter.subject
    assert "no end date" in letter.text
    for booked in cancelled:
        day = f"{booked.starts_at:%A}, {booked.starts_at.day} {booked.starts_at:%B}"
        maria.mailbox.next_letter(f"Your visit is cancelled: {day}")
        maria.page.goto(booked.url)
        maria.reads("ancelled")


def cannot_book(maria, kept, gallery):
    """The refusal comes as soon as the facility is chosen, and also for an address saved before."""
    maria.goes_home()
    maria.page.get_by_role("link", name="Schedule an onsite visit").click()
    maria.page.get_by_role("link", name="Missouri").click()
    maria.page.get_by_role("link", name=FACILITY).click()
    maria.reads(FOR_GOOD)
    gallery.look_at(maria.page, "schedule-restricted")
    maria.page.goto(kept)
    maria.reads(FOR_GOOD)
