"""A remote visit, from the visitor's own browser, at the hours of P14."""

from datetime import timedelta

import pytest

from tests.stage.actors.visitor import FIGURES, Person, Visitor
from tests.stage.films import SECOND_VISITOR
from tests.stage.house import JACKSON


@pytest.fixture
def daniel(tuesday, browsers, gallery):
    """Return a signed-in visitor of the demo."""
    account = tuesday.demo["visitors"][2]
    first, last = account["name"].split()
    page = browsers.open(look=SECOND_VISITOR).new_page()
    visitor = Visitor(
        page,
        tuesday,
        Person(first, last, account["email"]),
        look=gallery.look_at,
        film=SECOND_VISITOR,
    )
    visitor.signs_in(account)
    return visitor


def next_remote_start(house):
    """Return the first half-hour start from six on whose waiting room is not open yet."""
    starts_at = house.local_now().replace(hour=18, minute=0, second=0, microsecond=0)
    while starts_at - timedelta(minutes=15) <= house.now() + timedelta(minutes=3):
        starts_at += timedelta(minutes=30)
    return starts_at


def test_remote_visit(tuesday, daniel, station, gallery):
    starts_at = next_remote_start(tuesday)
    booked = daniel.books("Marcus Reed", starts_at, kind="remote")
    letter = daniel.mailbox.next_letter("booked for")
    assert "Join visit" in letter.text
    daniel.goes_home()
    daniel.reads("“Join visit” appears here at")
    early = daniel.opens_room(booked)
    early.is_at("too_early")
    early.says("The room opens at")
    gallery.look_at(early.page, "room-too-early")
    early.page.close()
    blocked = daniel.tries_devices(booked, in_a_network="blocked")
    blocked.says("Nothing gets through: this network blocks video calls.", seconds=40)
    early = daniel.tries_devices(booked)
    early.sees_own_picture()
    early.says(FIGURES, seconds=40)
    gallery.look_at(early.page, "room-trying")

    tuesday.jump_to(starts_at - timedelta(seconds=2))

    # The page that was left open opens by itself; this window goes by the button.
    early.is_at("check", seconds=40)
    early.page.close()
    blocked.is_at("check", seconds=40)
    blocked.offers("Try again")
    blocked.offers_no("Begin visit")
    gallery.look_at(blocked.page, "room-blocked")
    blocked.page.close()
    room = daniel.joins()
    room.is_at("check")
    room.sees_own_picture()
    gallery.look_at(room.page, "room-check")
    room.begins_visit()
    room.is_at("waiting")
    gallery.look_at(room.page, "room-waiting")
    inmate = tuesday.inmate("Marcus Reed")
    cell = station(tuesday, at=JACKSON, number=2)
    cell.signs_in(inmate["master_id"], inmate["pin"])
    cell.is_at("rules")
    cell.begins_visit()
    for side in (room, cell):
        side.is_at("live", seconds=60)
    room.sees_and_hears(cell)
    cell.sees_and_hears(room)
    room.says("Marcus Reed")
    gallery.look_at(room.page, "room-live")

    second = daniel.opens_room(booked)

    room.is_at("elsewhere")
    room.says("This visit is open in another window.")
    room.shows_nobody()
    gallery.look_at(room.page, "room-elsewhere")
    second.is_at("live")
    second.sees(cell)
    cell.sees(second)

    second.ends_visit()

    for side in (second, cell):
        side.is_at("ended")
        side.shows_nobody()
    gallery.look_at(second.page, "room-ended")
    second.page.get_by_role("link", name="Go to my visits").click()
    second.page.get_by_role("heading", name="My visits").wait_for()
