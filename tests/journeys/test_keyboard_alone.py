"""A visitor who uses only the keyboard."""

import pytest
from playwright.sync_api import expect

from parloir.demo.drawing import card_back
from tests.stage.actors.keyboard import Keyboard
from tests.stage.actors.visitor import PASSWORD
from tests.stage.films import VISITOR
from tests.stage.house import LAFAYETTE
from tests.stage.mail import Mailbox
from tests.stage.waiting import wait_until

ADDRESS = "keyboard@example.com"


@pytest.fixture
def keyboard(browsers):
    return Keyboard(browsers.open(look=VISITOR).new_page())


def test_registering_with_the_keyboard_alone(house, keyboard, tmp_path):
    mailbox = Mailbox(house, ADDRESS)
    keyboard.page.goto(house.url)
    keyboard.goes_by("Register")
    keyboard.types("What is your email address?", ADDRESS)
    keyboard.goes_by("Send me the code")
    keyboard.types("Type the code", mailbox.next_letter("Your code for registering").code)
    keyboard.goes_by("Continue")
    keyboard.types("First name", "Kit")
    keyboard.types("Last name", "Board")
    keyboard.goes_by("Continue")
    keyboard.types("Month", "March")
    keyboard.types("Day", "21")
    keyboard.types("Year", "1979")
    keyboard.goes_by("Continue")
    keyboard.types("What is your phone number?", "816 555 0123")
    keyboard.goes_by("Continue")
    keyboard.types("Street and number", "12 Walnut Street")
    keyboard.types("City", "Kansas City")
    keyboard.types("State", "Missouri")
    keyboard.types("ZIP code", "64106")
    keyboard.goes_by("Continue")
    keyboard.types("Choose a password", PASSWORD)
    keyboard.goes_by("Continue")

    takes_photo(keyboard)
    keyboard.presses("Take again")
    is_led_to(keyboard, "Take photo")
    takes_photo(keyboard)
    keyboard.goes_by("Use this")
    takes_photo(keyboard)
    keyboard.goes_by("Use this")
    card = tmp_path / "card.jpg"
    card.write_bytes(card_back(ADDRESS))
    keyboard.presses("Choose a picture from this device instead")
    with keyboard.page.expect_file_chooser() as choosing:
        is_led_to(keyboard, "Choose a picture from your device")
        keyboard.page.keyboard.press("Enter")
    choosing.value.set_files(card)
    keyboard.goes_by("Send this picture")
    expect(keyboard.page.locator("main")).to_contain_text("We look at your ID within a day")


def takes_photo(keyboard):
    keyboard.page.get_by_role("button", name="Take photo").wait_for()
    keyboard.presses("Take photo")
    is_led_to(keyboard, "Use this")


def is_led_to(keyboard, name):
    """Check that the focus moves there without another key."""
    wait_until(lambda: keyboard.is_at(name), f"the keyboard to be at {name!r}")


def test_booking_and_cancelling_with_the_keyboard_alone(house, keyboard):
    account = house.demo["visitors"][3]
    inmate = next(one for one in house.demo["inmates"] if one["facility"] == LAFAYETTE)
    page = keyboard.page
    page.goto(house.url)
    keyboard.goes_by("Sign in")
    keyboard.types("Email", account["email"])
    keyboard.types("Password", account["password"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keyboard.goes_by("Schedule an onsite visit")
    keyboard.goes_by("Missouri")
    keyboard.goes_by("Lafayette")
    keyboard.types("Name or master ID number", inmate["master_id"])
    keyboard.goes_by("Search")
    keyboard.goes_by(inmate["name"])
    keyboard.comes_to_first_choice()
    page.keyboard.press("Space")
    keyboard.goes_by("Continue")
    keyboard.goes_by("Finish")
    expect(page.get_by_role("heading", name="You are booked.")).to_be_visible()

    keyboard.goes_by("Cancel this visit")
    keyboard.goes_by("No, keep it")
    keyboard.goes_by("Cancel this visit")
    keyboard.goes_by("Yes, cancel it")
    expect(page.get_by_role("heading", name="My visits")).to_be_visible()
    expect(page.get_by_text("cancelled by you").first).to_be_visible()
