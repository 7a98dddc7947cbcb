"""Screens are whole, in the reader's language, and comparable."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from parloir.protocol.from_server import ScreenMessage
from parloir.protocol.intents import EnterPin
from parloir.protocol.screens.devices import EnrolScreen, SupersededScreen
from parloir.protocol.screens.room import TooEarlyScreen

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)
OPENS = {"title": "a", "text": "b"}


def test_a_screen_travels_whole_with_its_name():
    message = ScreenMessage(now=NOON, screen=TooEarlyScreen(opens_at=NOON, **OPENS))
    assert message.model_dump(mode="json") == {
        "type": "screen",
        "now": "2026-05-11T12:00:00Z",
        "screen": {"name": "too_early", **OPENS, "opens_at": "2026-05-11T12:00:00Z"},
    }


def test_an_instant_is_told_in_utc():
    there = timezone(timedelta(hours=-5))
    screen = TooEarlyScreen(opens_at=NOON.astimezone(there), **OPENS)
    assert screen.model_dump(mode="json")["opens_at"] == "2026-05-11T12:00:00Z"
    with pytest.raises(ValidationError):
        TooEarlyScreen(opens_at=NOON.replace(tzinfo=None), **OPENS)


def test_a_sentence_that_is_in_no_language_yet_is_refused():
    with pytest.raises(ValidationError):
        SupersededScreen(title=gettext_lazy("Done"), text="")


def test_what_is_misspelled_or_missing_is_refused():
    with pytest.raises(ValidationError):
        SupersededScreen(title="a", txet="b")


def test_an_error_says_where_and_never_what():
    with pytest.raises(ValidationError) as refused:
        TooEarlyScreen(title="Maria Alvarez", text=7, opens_at="Jordan Miles")
    assert {one["loc"] for one in refused.value.errors()} == {("text",), ("opens_at",)}
    assert "Alvarez" not in str(refused.value)
    assert "Jordan" not in str(refused.value)
    with pytest.raises(ValidationError) as refused:
        EnterPin(pin=12345678)
    assert "12345678" not in str(refused.value)


def test_screens_are_the_same_if_all_of_them_is():
    assert SupersededScreen(title="a", text="b") == SupersededScreen(title="a", text="b")
    assert SupersededScreen(title="a", text="b") != SupersededScreen(title="a", text="c")
    assert SupersededScreen(title="a", text="b") != EnrolScreen(title="a", text="b", code="c")


def test_only_what_a_screen_allows_is_possible_there():
    screen = SupersededScreen(title="a", text="b")
    assert screen.allows_one_called("take_over")
    assert not screen.allows_one_called("begin")
