"""A locked wall keeps its pictures, and three buttons in each of them."""

import pytest
from playwright.sync_api import expect

from parloir.protocol.screens.wall import Ground, PressedWhileLocked
from tests.live_pages.screens import tile, wall

LOCKED = "Nobody has done anything here for 30 minutes."
ASKS = "Are you still there?"


@pytest.fixture
def page(live_page):
    page = live_page("wall")
    page.opens(wall([tile(page.now, "v")]))
    return page


@pytest.fixture
def locked(page):
    ground = Ground(code="weapons", text="Weapons")
    screen = wall([tile(page.now, "v")], lock="idle")
    page.shows(screen.model_copy(update={"grounds": {"lafayette": [ground]}}))
    expect(page.page.get_by_text(LOCKED)).to_be_visible()
    return page


def _press(page, name):
    page.page.get_by_role("button", name=name).first.click()


def _intents(page):
    return [(one["name"], one["args"]) for one in page.intents]


def test_idle_lock_keeps_the_tiles_and_the_names(locked):
    names = locked.page.locator(".v-tile__names")
    expect(names).to_be_visible()
    assert "Maria" in locked.reads()


def test_idle_lock_keeps_the_buttons_clear_of_the_panel(locked):
    panel = locked.page.locator(".p-lock").bounding_box()
    end = locked.page.get_by_role("button", name="Terminate visit").bounding_box()
    assert end["x"] + end["width"] <= panel["x"]


def test_idle_lock_pauses_with_one_press(locked):
    _press(locked, "Pause")
    assert _intents(locked) == [("pause", {"visit": "v"})]


def test_idle_lock_turns_both_sounds_off_with_one_press(locked):
    _press(locked, "Sound off")
    assert _intents(locked) == [
        ("mute", {"visit": "v", "side": "visitor"}),
        ("mute", {"visit": "v", "side": "inmate"}),
    ]


def test_idle_lock_terminates_without_a_password(locked):
    _press(locked, "Terminate visit")
    _press(locked, "Weapons")
    _press(locked, "Both")
    (terminated,) = [args for name, args in _intents(locked) if name == "terminate"]
    assert (terminated["ground"], terminated["conduct"]) == ("weapons", ["visitor", "inmate"])


def test_a_password_is_not_read_as_keys_of_the_wall(locked):
    _press(locked, "Terminate visit")
    locked.page.get_by_label("Password").press_sequentially("1bvtp")
    expect(locked.page.get_by_role("button", name="Weapons")).to_be_visible()
    assert locked.intents == []
    assert locked.page.get_by_label("Password").input_value() == "1bvtp"


def test_a_wall_without_a_visit_is_hidden_whole(page):
    page.shows(wall([], lock="idle"))
    expect(page.page.get_by_text(LOCKED)).to_be_visible()
    assert "Lafayette" not in page.reads()
    page.shows(wall([]))
    expect(page.page.get_by_text(LOCKED)).to_be_hidden()
    assert "Lafayette" in page.reads()


def test_age_locks_a_live_wall_as_when_idle(page):
    page.shows(wall([tile(page.now, "v")], lock="age"))
    expect(page.page.get_by_text("Your last sign-in is 12 hours ago.")).to_be_visible()
    expect(page.page.locator(".v-tile__names")).to_be_visible()


def test_idle_lock_asks_before_and_goes_on_with_one_press(page):
    page.shows(wall([tile(page.now, "v")], lock="soon"))
    expect(page.page.get_by_text(ASKS)).to_be_visible()
    _press(page, "I am here")
    assert _intents(page) == [("still_here", {})]
    page.shows(wall([tile(page.now, "v")]))
    expect(page.page.get_by_text(ASKS)).to_be_hidden()


@pytest.fixture
def asked(page):
    pressed = PressedWhileLocked(press="p", text="9:00 AM, visit of Maria and Jordan: paused")
    page.shows(wall([tile(page.now, "v")], pressed=[pressed]))
    expect(page.page.get_by_text(pressed.text)).to_be_visible()
    return page


def test_who_pressed_is_answered_with_one_press(asked):
    _press(asked, "It was me")
    assert _intents(asked) == [("say_who_pressed", {"press": "p", "presser": ""})]


def test_who_pressed_can_be_another_officer_by_name(asked):
    asked.page.get_by_label("Or the name of the other officer").fill("Ruth Okafor")
    _press(asked, "It was this officer")
    assert _intents(asked) == [("say_who_pressed", {"press": "p", "presser": "Ruth Okafor"})]
