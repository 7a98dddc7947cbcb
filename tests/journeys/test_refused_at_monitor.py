"""What a monitor says about a PIN that does not open a visit now (P13)."""

import re
from datetime import timedelta

import pytest

from tests.stage.actors.visitor import Person, Visitor
from tests.stage.house import JACKSON, LAFAYETTE


@pytest.fixture
def ruth(tuesday, browsers):
    """Return a signed-in visitor of the demo."""
    account = tuesday.demo["visitors"][1]
    first, last = account["name"].split()
    page = browsers.open().new_page()
    visitor = Visitor(page, tuesday, Person(first, last, account["email"]))
    visitor.signs_in(account)
    return visitor


def test_pins_that_open_nothing_are_refused_with_the_reason(tuesday, monitor, ruth, gallery):
    half_past_five = tuesday.local_now().replace(hour=17, minute=30, second=0, microsecond=0)
    today = ruth.books("Tyler Brooks", half_past_five)
    tonight = ruth.books("Tyler Brooks", half_past_five + timedelta(hours=1))
    tomorrow = ruth.books("Tyler Brooks", half_past_five + timedelta(days=1))
    remote = ruth.books("Tyler Brooks", half_past_five + timedelta(hours=2), kind="remote")
    at_jackson = monitor(tuesday, at=JACKSON)
    at_lafayette = monitor(tuesday, at=LAFAYETTE)

    at_jackson.enters_pin(tonight.pin)
    at_jackson.is_refused(
        "You are early: your visit begins at 6:30 PM Central. "
        "Please try again from 6:15 PM Central on."
    )
    gallery.look_at(at_jackson.page, "monitor-too-early")
    at_jackson.enters_pin(tomorrow.pin)
    at_jackson.is_refused("Your visit is on another day: Wednesday")
    at_jackson.enters_pin(remote.pin)
    at_jackson.is_refused("This is a remote visit")
    at_lafayette.enters_pin(today.pin)
    at_lafayette.is_refused("This PIN is for a visit at Jackson County Jail, not here.")

    tuesday.jump_to(half_past_five + timedelta(minutes=10, seconds=1))

    at_jackson.says(re.compile(r"5:4\d PM Central"), seconds=40)
    at_jackson.enters_pin(today.pin)
    at_jackson.is_refused(
        "This visit began at 5:30 PM Central, and people could come in until 5:40 PM Central."
    )
    gallery.look_at(at_jackson.page, "monitor-too-late")
    ruth.cancels(tonight)
    at_jackson.enters_pin(tonight.pin)
    at_jackson.is_refused("This visit was cancelled.")
    for left in (tomorrow, remote):  # she is in a later story too
        ruth.cancels(left)


def test_the_fourth_wrong_pin_slows_the_device_down(tuesday, monitor, gallery):
    lobby = monitor(tuesday, at=JACKSON, number=2)

    for number in range(3):
        lobby.enters_pin(f"0000000{number}")
        lobby.is_refused("We don't find this PIN.")
        lobby.says_nothing_of("Please wait")
    lobby.enters_pin("00000003")

    lobby.says("before you try again.")
    lobby.finds_pad_shut()
    gallery.look_at(lobby.page, "monitor-slowed-down")
