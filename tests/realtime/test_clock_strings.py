"""How a browser writes the time of day, in each language."""

import pytest
from django.conf import settings
from django.utils import translation

from parloir.realtime import clock_strings as module
from parloir.realtime.clock_strings import UnknownTimeFormat, clock_strings


def test_english_and_spanish():
    with translation.override("en"):
        assert clock_strings() == {
            "time_format": "g:i A",
            "before_noon": "AM",
            "after_noon": "PM",
            "clock_words": "{moment} {zone}",
        }
    with translation.override("es"):
        assert clock_strings()["clock_words"] == "{moment} hora {zone}"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_browsers_know_the_format_of_every_language(language):
    with translation.override(language):
        assert "i" in clock_strings()["time_format"]


@pytest.mark.parametrize("written", ["H:i", "G.i", r"H:i \U\h\r", "h:i a"])
def test_formats_that_browsers_know(written, monkeypatch):
    monkeypatch.setattr(module, "pgettext", lambda _context, _words: written)
    assert clock_strings()["time_format"] == written


def test_words_of_the_half_day_are_those_of_the_format(monkeypatch):
    monkeypatch.setattr(module, "pgettext", lambda _context, _words: "h:i a")
    assert (clock_strings()["before_noon"], clock_strings()["after_noon"]) == ("a.m.", "p.m.")


@pytest.mark.parametrize("written", ["P", "H:i:s", "H:i e"])
def test_a_format_that_browsers_do_not_know_is_refused_with_what_to_do(written, monkeypatch):
    monkeypatch.setattr(module, "pgettext", lambda _context, _words: written)
    with pytest.raises(UnknownTimeFormat, match="use only A, G, H, a, g, h, i"):
        clock_strings()
