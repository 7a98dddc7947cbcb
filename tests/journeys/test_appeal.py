"""From a visit that an officer ended to a new booking after an appeal (P17)."""

from datetime import timedelta

import pytest

from tests.stage.actors.decisions import Supervisor
from tests.stage.actors.officer import Officer
from tests.stage.actors.visitor import Person, Visitor
from tests.stage.browsers import PHONE
from tests.stage.films import INMATE, SECOND_VISITOR
from tests.stage.house import LAFAYETTE

FACILITY = "Lafayette County Demonstration Center"
FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
def mei(tuesday, browsers, gallery):
    """Return a visitor of the demo, signed in on a phone."""
    account = tuesday.demo["visitors"][3]
    first, last = account["name"].split()
    page = browsers.open(look=SECOND_VISITOR, size=PHONE).new_page()
    visitor = Visitor(
        page,
        tuesday,
        Person(first, last, account["email"]),
        look=gallery.look_at,
        film=SECOND_VISITOR,
    )
    visitor.signs_in(account)
    return visitor


@pytest.fixture
def riley(tuesday):
    return next(one for one in tuesday.demo["inmates"] if one["facility"] == LAFAYETTE)


def soon(house):
    """Return the next start on the five-minute grid that can be reached in time."""
    now = house.local_now().replace(second=0, microsecond=0)
    return now - timedelta(minutes=now.minute % 5) + 2 * FIVE_MINUTES


def test_appeal(tuesday, mei, riley, browsers, station, gallery):
    starts_at = soon(tuesday)
    mei.books(riley["name"], starts_at, kind="remote", facility=FACILITY)
    lost = mei.books(riley["name"], starts_at + timedelta(days=3), kind="remote", facility=FACILITY)
    tuesday.jump_to(starts_at - timedelta(seconds=2))
    context = browsers.open()
    officer = Officer(context.new_page(), tuesday, tuesday.staff("officer"))

    is_terminated(tuesday, mei, riley, officer, station)

    letter = mei.mailbox.next_letter("are not open to you for now")
    assert "Use of a cell phone or camera within frame" in letter.text
    assert letter.link == f"{tuesday.url}/restrictions/"
    mei.mailbox.next_letter("Your visit is cancelled")
    appeals(mei, letter, gallery)

    page = browsers.window(context.browser).new_page()
    supervisor = Supervisor(page, tuesday, tuesday.staff("supervisor"))
    supervisor.goes_to("/console/reviews/")
    gallery.look_at(supervisor.page, "reviews-with-an-appeal")
    supervisor.opens_appeal_of(mei.person.name)
    supervisor.reads("It was a calculator.")
    gallery.look_at(supervisor.page, "appeal")
    supervisor.decides("overturn", reason="The picture shows a calculator.")
    supervisor.reads("Decided.")
    supervisor.opens_violation_of(mei.person.name)
    supervisor.reads("The picture shows a calculator.")
    gallery.look_at(supervisor.page, "violation")

    visits_again(mei, riley, lost, gallery)


def is_terminated(tuesday, mei, riley, officer, station):
    room = mei.joins()
    room.is_at("check", seconds=40)
    room.begins_visit()
    cell = station(tuesday, at=LAFAYETTE)
    cell.signs_in(riley["master_id"], riley["pin"])
    cell.is_at("rules")
    cell.begins_visit()
    for side in (room, cell):
        side.is_at("live", seconds=60)
    officer.opens(mei.person.name, riley["name"], SECOND_VISITOR, INMATE)
    officer.terminates(ground="phone", conduct="visitor", note="Something flat in the hand.")
    room.is_at("ended")
    room.says("An officer has ended this visit.")


def appeals(mei, letter, gallery):
    mei.page.goto(letter.link)
    mei.reads("Visits there, on-site and remote, are not open to you until and including")
    mei.reads("You can appeal once")
    gallery.look_at(mei.page, "restrictions")
    mei.follows("Appeal on paper")
    mei.reads("It has to arrive by")
    gallery.look_at(mei.page, "appeal-on-paper")
    mei.page.go_back()
    mei.follows("Appeal")
    gallery.look_at(mei.page, "appeal-form")
    mei.writes("It was a calculator.", then="Send my appeal")
    mei.reads("We have your appeal. We write to you by")
    received = mei.mailbox.next_letter("We have your appeal")
    assert "It was a calculator." in received.text


def visits_again(mei, riley, lost, gallery):
    decision = mei.mailbox.next_letter("Your appeal: the decision")
    assert "The picture shows a calculator." in decision.text
    assert f"You can book visits at {FACILITY} again." in " ".join(decision.text.split())
    again = mei.mailbox.next_letter("booked for")
    assert again.pin != lost.pin
    mei.page.goto(f"{mei.house.url}/restrictions/")
    mei.reads("Nothing restricts your visits.")
    mei.reads("It was dismissed: nothing is held against you.")
    gallery.look_at(mei.page, "restrictions-lifted")
    day_after = lost.starts_at + timedelta(days=1)
    assert mei.books(riley["name"], day_after, kind="remote", facility=FACILITY).pin
