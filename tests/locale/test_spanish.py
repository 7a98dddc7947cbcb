"""The Spanish means what the English means. `test_catalogues` tests every language."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from parloir.facilities.models import Facility
from parloir.facilities.wording import say_clock, say_date, say_minutes, say_moment
from tests.locale.catalogue import SPANISH, Message, read

QUOTED = re.compile("“([^”]+)”")

# Names, and words that both languages share.
THE_SAME_IN_BOTH = {
    "1 2 3 á é ?",
    "A B C",
    "Android",
    "Auditor",
    "Monitor",
    "Parloir",
    "Supervisor",
    "%(agency)s: %(reason)s",
    "g:i A",
    "monitor",
    "%(n)s ms",
    "{n} min",
    "{n} s",
    "%(date)s: %(ground)s (%(state)s)",
    "%(date)s: %(outcome)s",
}


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return read(SPANISH)


@pytest.fixture(scope="module")
def spanish(messages) -> dict[str, str]:
    return {message.source: message.translations[0] for message in messages}


def test_nothing_is_left_in_english(messages):
    same = {m.source for m in messages if m.source in m.translations}
    assert same == THE_SAME_IN_BOTH


def test_buttons_are_called_what_they_say(messages, spanish):
    """If a sentence names a button, its translation names the button's Spanish label."""
    wrong = [
        (message.source, spanish[button])
        for message in messages
        for button in QUOTED.findall(message.source)
        if button in spanish and f"“{spanish[button]}”" not in message.translations[0]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("english", "words"),
    [
        ("Register", "Registrarse"),
        ("Sign in", "Iniciar sesión"),
        ("Take photo", "Tomar foto"),
        ("Schedule an onsite visit", "Programar una visita presencial"),
        ("Schedule a remote visit", "Programar una visita remota"),
        ("Finish", "Finalizar"),
        ("Enter your PIN", "Ingrese su PIN"),
        ("Begin visit", "Comenzar la visita"),
        ("Join visit", "Unirse a la visita"),
        ("End visit", "Terminar la visita"),
        ("Terminate visit", "Poner fin a la visita"),
    ],
)
def test_words_that_people_are_told_to_press_stay(spanish, english, words):
    assert spanish[english] == words


def test_time_is_said_as_in_spanish():
    facility = Facility(time_zone="America/Chicago", short_zone_name="Central")
    instant = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    with translation.override("es"):
        assert say_moment(instant, facility) == "martes 24 de noviembre, 6:30 PM hora Central"
        assert say_clock(instant, facility) == "6:30 PM hora Central"
        assert say_date(date(2026, 11, 24)) == "martes 24 de noviembre de 2026"
        assert say_minutes(timedelta(hours=1, minutes=30)) == "1 hora y 30 minutos"
