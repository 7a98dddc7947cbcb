"""A page of staff hides itself when nobody uses it, and loses nothing that was typed."""

import pytest
from playwright.sync_api import expect

from tests.stage.lockable_page import LockablePage

PASSWORD = "kettles"
ASKS = "Are you still there?"
LOCKED = "Nobody has done anything here for 30 minutes."


@pytest.fixture
def staff_page(profile):
    return LockablePage(profile(), password=PASSWORD)


def _says(page, text):
    expect(page.page.get_by_text(text)).to_be_visible()


def _says_nothing_of(page, text):
    expect(page.page.get_by_text(text)).to_be_hidden()


def test_idle_lock_asks_before_and_goes_on_with_one_press(staff_page):
    staff_page.passes(seconds=1675)
    _says_nothing_of(staff_page, ASKS)
    staff_page.passes(seconds=20)
    _says(staff_page, ASKS)
    staff_page.page.get_by_role("button", name="I am here").click()
    _says_nothing_of(staff_page, ASKS)
    assert staff_page.reported == 1
    staff_page.passes(seconds=300)
    assert "Maria Alvarez" in staff_page.reads()


def test_idle_lock_hides_the_page_and_its_title(staff_page):
    staff_page.sleeps(seconds=1799)
    assert "Maria Alvarez" in staff_page.reads()
    staff_page.passes(seconds=2)
    _says(staff_page, LOCKED)
    assert "Maria Alvarez" not in staff_page.reads()
    assert staff_page.page.title() == "Locked"


def test_idle_lock_is_unlocked_with_the_password_and_keeps_what_was_typed(staff_page):
    staff_page.types("Half a letter")
    staff_page.sleeps(seconds=1801)
    staff_page.passes(seconds=1)
    _says(staff_page, LOCKED)
    staff_page.unlocks("wrong")
    _says(staff_page, "This is not your current password.")
    staff_page.unlocks(PASSWORD)
    _says_nothing_of(staff_page, LOCKED)
    assert staff_page.page.get_by_label("Reason").input_value() == "Half a letter"
    assert staff_page.page.title() == "Maria Alvarez"
    staff_page.sleeps(seconds=1801)
    staff_page.passes(seconds=1)
    assert staff_page.page.get_by_label("Password").input_value() == ""


def test_idle_lock_keeps_the_keys_from_what_is_below(staff_page):
    staff_page.sleeps(seconds=1801)
    staff_page.passes(seconds=1)
    _says(staff_page, LOCKED)
    for _ in range(6):
        staff_page.page.keyboard.press("Tab")
        inside = "() => document.activeElement.closest('#main') === null"
        assert staff_page.page.evaluate(inside)
    staff_page.page.keyboard.press("Escape")
    _says(staff_page, LOCKED)


def test_a_page_stays_open_while_another_tab_is_used(staff_page):
    staff_page.passes(seconds=1600)
    staff_page.left = 1700
    staff_page.passes(seconds=300)
    _says_nothing_of(staff_page, ASKS)
    assert "Maria Alvarez" in staff_page.reads()


def test_moving_is_reported_once_a_minute(staff_page):
    for place in range(3):
        staff_page.passes(seconds=10)
        staff_page.page.mouse.move(100 + place, 100)
    assert staff_page.reported == 0
    staff_page.passes(seconds=31)
    staff_page.page.mouse.move(200, 100)
    staff_page.page.mouse.move(300, 100)
    expect(staff_page.page.locator("h1")).to_be_visible()
    assert staff_page.reported == 1


def test_a_page_that_has_slept_sends_no_form(staff_page):
    staff_page.types("Half a letter")
    staff_page.left = 0
    staff_page.page.clock.set_system_time(staff_page.page.evaluate("Date.now()") + 1_900_000)
    staff_page.page.evaluate("() => document.querySelector('form').requestSubmit()")
    _says(staff_page, LOCKED)
    assert not staff_page.was_sent


def test_age_says_that_the_last_sign_in_is_long_ago(staff_page):
    staff_page.sleeps(seconds=1700)
    staff_page.is_old = True
    staff_page.passes(seconds=20)
    _says(staff_page, "Your last sign-in is 12 hours ago.")
    _says_nothing_of(staff_page, LOCKED)


def test_a_page_unlocked_in_another_tab_is_open_here_too(staff_page):
    staff_page.sleeps(seconds=1801)
    staff_page.passes(seconds=1)
    _says(staff_page, LOCKED)
    staff_page.left = 1800
    staff_page.passes(seconds=11)
    _says_nothing_of(staff_page, LOCKED)
