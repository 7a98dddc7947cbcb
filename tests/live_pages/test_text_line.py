"""The text line in a real browser: what is typed is kept until it is written."""

import pytest
from playwright.sync_api import expect

from parloir.protocol.errors import ErrorCode
from parloir.protocol.from_server import DoneMessage, ErrorMessage
from parloir.protocol.screens.visit import Paused
from tests.live_pages.screens import NOT_WRITING, WRITING, live, room_check, text_line
from tests.live_pages.test_server_away import becomes_away
from tests.stage.waiting import wait_until


@pytest.fixture
def room(live_page):
    page = live_page("room")
    page.opens(live(page.now, text_line=text_line("You look well.", "Thank you.", "Goodbye.")))
    return page


def _field(room):
    return room.page.get_by_label("Write to Jordan Miles")


def _lines(room):
    return room.page.get_by_role("log", name="Written to each other").locator("p")


def _written(room):
    """Return what was sent to be written, once there is something."""
    wait_until(lambda: room.intents, "an intent")
    return [one for one in room.intents if one["name"] == "write_line"]


def test_choice_is_a_switch_at_the_check(live_page):
    page = live_page("room")
    page.opens(room_check())
    button = page.page.get_by_role("button", name="Write instead of speaking")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.page.get_by_text(NOT_WRITING.text)).to_be_visible()
    button.click()
    [intent] = page.intents
    assert (intent["name"], intent["args"]) == ("ask_for_text_line", {"wanted": True})
    page.hears(DoneMessage(reply_to=intent["id"]))
    page.shows(room_check().model_copy(update={"text_line": WRITING}))
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert page.intents[-1]["args"] == {"wanted": False}


def test_there_is_no_field_without_a_text_line(live_page):
    page = live_page("room")
    page.opens(live(page.now))
    assert page.page.locator("textarea").count() == 0


def test_what_the_other_wrote_last_is_the_largest(room):
    expect(_lines(room)).to_have_text(
        [r"Jordan: You look well.", "You: Thank you.", "Jordan: Goodbye."]
    )
    sizes = _lines(room).evaluate_all(
        "all => all.map((p) => parseFloat(getComputedStyle(p).fontSize))"
    )
    assert sizes[0] == sizes[1] < sizes[2]
    assert sizes[1] >= 20


def test_enter_sends_and_an_answer_empties_the_field(room):
    _field(room).fill("  I miss you.  ")
    _field(room).press("Enter")
    [intent] = _written(room)
    assert intent["args"]["text"] == "I miss you."
    expect(_field(room)).to_have_value("  I miss you.  ")
    room.hears(DoneMessage(reply_to=intent["id"]))
    expect(_field(room)).to_have_value("")
    _field(room).fill("Soon.")
    room.page.get_by_role("button", name="Send").click()
    first, second = _written(room)
    assert first["args"]["key"] != second["args"]["key"]


def test_a_line_that_is_refused_stays_in_the_field_with_the_reason(room):
    _field(room).fill("Hello.")
    _field(room).press("Enter")
    [intent] = _written(room)
    why = "That was much at one time."
    room.hears(ErrorMessage(reply_to=intent["id"], code=ErrorCode.NOT_ALLOWED_NOW, message=why))
    expect(room.page.get_by_text(why)).to_be_visible()
    expect(_field(room)).to_have_value("Hello.")
    _field(room).press("Enter")
    first, again = _written(room)
    assert first["args"] == again["args"]


def test_a_line_that_was_on_its_way_when_the_connection_broke_is_sent_again_as_the_same(room):
    _field(room).fill("Do you read this?")
    _field(room).press("Enter")
    [lost] = _written(room)
    room.loses_the_server()
    expect(_field(room)).to_have_value("Do you read this?")
    room.finds_the_server()
    room.passes(5)
    wait_until(lambda: len(_written(room)) == 2, "the line to be sent again")
    again = _written(room)[1]
    assert again["args"] == lost["args"]
    room.hears(DoneMessage(reply_to=again["id"]))
    expect(_field(room)).to_have_value("")


def test_what_was_typed_without_a_connection_is_sent_when_there_is_one(room):
    room.loses_the_server()
    _field(room).fill("Hello.")
    _field(room).press("Enter")
    assert room.intents == []
    room.finds_the_server()
    room.passes(5)
    [intent] = _written(room)
    assert intent["args"]["text"] == "Hello."


def test_a_pause_keeps_what_is_typed_and_sends_nothing(room):
    _field(room).fill("Hello.")
    closed = text_line(closed="The visit is paused.")
    room.shows(
        live(room.now, paused=Paused(title="Paused", text="By an officer."), text_line=closed)
    )
    expect(_lines(room)).to_have_count(0)
    expect(room.page.get_by_role("button", name="Send")).to_be_disabled()
    _field(room).press("Enter")
    assert room.intents == []
    room.shows(live(room.now, text_line=text_line()))
    expect(_field(room)).to_have_value("Hello.")
    _field(room).press("Enter")
    assert [one["args"]["text"] for one in _written(room)] == ["Hello."]


def test_a_device_that_loses_the_server_keeps_what_is_typed_in_its_visit(live_page):
    monitor = live_page("monitor")
    monitor.opens(live(monitor.now, text_line=text_line()))
    _field(monitor).fill("Hello.")
    monitor.loses_the_server()
    becomes_away(monitor)
    monitor.finds_the_server()
    monitor.passes(5)
    monitor.comes("live")
    expect(_field(monitor)).to_have_value("Hello.")


@pytest.mark.parametrize(("width", "height"), [(360, 640), (360, 330), (1280, 720), (1400, 900)])
def test_field_and_button_are_on_the_screen_also_above_a_keyboard(room, width, height):
    room.page.set_viewport_size({"width": width, "height": height})
    _field(room).click()
    for part in (_field(room), room.page.get_by_role("button", name="Send"), _lines(room).last):
        expect(part).to_be_in_viewport(ratio=1)
    assert room.page.evaluate("document.documentElement.scrollWidth") == width


def test_a_device_without_a_keyboard_has_one_on_its_screen(live_page):
    station = live_page("station")
    station.opens(live(station.now, text_line=text_line()))
    page, keys = station.page, station.page.get_by_role("group", name="Keyboard")
    expect(keys).to_have_count(0)
    page.get_by_role("button", name="Keyboard").click()
    for key in ("Capital letter", "Q", "u", "é", "Space", "w", "Erase the last letter"):
        if key == "é":
            keys.get_by_role("button", name="1 2 3 á é ?").click()
        keys.get_by_role("button", name=key, exact=True).click()
        if key == "é":
            keys.get_by_role("button", name="A B C").click()
    expect(_field(station)).to_have_value("Qué ")
    expect(_field(station)).to_be_focused()
    page.get_by_role("button", name="Send").click()
    assert [one["args"]["text"] for one in _written(station)] == ["Qué"]


def test_people_at_home_have_a_keyboard_of_their_own(room):
    expect(room.page.get_by_role("button", name="Keyboard")).to_have_count(0)
