"""`docs/reference/signalling.md` names what both ends of the protocol know, and nothing else."""

import re
from pathlib import Path
from typing import get_args

import pytest

from parloir.protocol.errors import CLOSED_NOT_ADMITTED
from parloir.protocol.from_browser import IntentMessage, Ping
from parloir.protocol.media import MediaFromBrowser
from parloir.protocol.surfaces import SURFACES
from parloir.protocol.wall_intents import Intervention
from parloir.realtime.errors import SENTENCES
from parloir.realtime.routing import websocket_urlpatterns

KEPT_FOR_LATER = "4409"

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "reference" / "signalling.md").read_text()
BROWSERS_END = (ROOT / "frontend" / "call" / "messages.ts").read_text()


def _section(title: str) -> str:
    found = re.search(rf"^#+ {re.escape(title)}$(.*?)(?=^#|\Z)", TEXT, re.M | re.S)
    assert found is not None
    return found[1]


def _first_cells(section: str) -> set[str]:
    return set(re.findall(r"^\| `([^`]+)`", _section(section), re.M))


def _types_in(source: str) -> set[str]:
    return set(re.findall(r'type: "([a-z.]+)"', source))


def _split_browsers_end() -> tuple[str, str]:
    from_server, _, from_browser = BROWSERS_END.partition("export type BrowserMessage")
    return from_server, from_browser


def test_messages_from_the_browser():
    named = _first_cells("From the browser")

    assert named == {
        one.model_fields["type"].default
        for one in get_args(Ping | IntentMessage | MediaFromBrowser)
    }
    assert named == _types_in(_split_browsers_end()[1])


def test_messages_from_the_server():
    assert _first_cells("From the server") == _types_in(_split_browsers_end()[0])


def test_sockets():
    patterns = {
        str(url.pattern).replace("<slug:booking>", "<booking>") for url in websocket_urlpatterns
    }

    assert _first_cells("Sockets") == {f"/{pattern}" for pattern in patterns}


def test_error_codes():
    assert set(re.findall(r"`([a-z_]+)`", _section("Error codes"))) == set(SENTENCES)


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_intents_of_a_surface(surface):
    """A screen that is "as above" has the intents that stand there."""
    section = _section(surface.title) + (_section("Monitor") if surface.name == "station" else "")
    names = {intent.called() for intent in surface.intents}

    assert {name for name in names if not re.search(rf"`{name}[ `]", section)} == set()


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_screens_of_a_surface_are_named(surface):
    names = {screen.model_fields["name"].default for screen in surface.screens}

    assert {name for name in names if f"`{name}" not in TEXT} == set()


def test_close_codes():
    known = {str(CLOSED_NOT_ADMITTED), KEPT_FOR_LATER}

    assert set(re.findall(r"\b44\d\d\b", _section("Sockets"))) == known
    assert set(re.findall(r"\b44\d\d\b", BROWSERS_END)) == known


def _interfaces() -> dict[str, set[str]]:
    """The fields of each interface of the browser's end."""
    bodies = re.findall(r"export interface (\w+) \{\n(.*?)^\}", BROWSERS_END, re.M | re.S)
    return {name: set(re.findall(r"^  (\w+)\??:", body, re.M)) for name, body in bodies}


def _rows_of(title: str) -> dict[str, set[str]]:
    """The fields of each screen of a table, what stands in brackets left out."""
    found = {}
    for names, cell in re.findall(r"^\| (`\w+`[^|]*) \| ([^|]*) \|", _section(title), re.M):
        without_brackets = re.sub(r"`[\[{].*?[\]}]`", "", re.sub(r"\([^()]*\)", "", cell))
        name = re.findall(r"`(\w+)`", names)[0]
        found[name] = set(re.findall(r"`(\w+)`", without_brackets))
    return found


@pytest.mark.parametrize(
    ("title", "screen", "interface"),
    [
        ("Monitor", "enrol", "EnrolScreen"),
        ("Monitor", "superseded", "SupersededScreen"),
        ("Monitor", "closed", "ClosedScreen"),
        ("Monitor", "pin", "PinScreen"),
        ("Monitor", "greet", "GreetScreen"),
        ("Monitor", "rules", "MonitorRulesScreen"),
        ("Monitor", "check", "MonitorCheckScreen"),
        ("Monitor", "waiting", "WaitingScreen"),
        ("Monitor", "live", "LiveScreen"),
        ("Station", "sign_in", "SignInScreen"),
        ("Station", "rules", "StationRulesScreen"),
    ],
)
def test_fields_of_a_screen(title, screen, interface):
    assert _rows_of(title)[screen] == _interfaces()[interface] - {"name"}


def test_interventions():
    rows = re.findall(r"^\| (`[^|]*`) \|", _section("Interventions"), re.M)

    assert set(re.findall(r"\w+", " ".join(rows))) == {
        one.model_fields["name"].default for one in get_args(Intervention)
    }


def test_fields_of_the_wall():
    assert _first_cells("Wall") == _interfaces()["WallScreen"] - {"name"}


@pytest.mark.parametrize(
    ("field", "interface"),
    [
        ("tiles", "Tile"),
        ("waiting", "WaitingVisit"),
        ("soon", "SoonBooking"),
        ("missed", "MissedBooking"),
        ("calls", "HelpCall"),
        ("on_duty", "OfficerOnDuty"),
        ("unconfirmed", "Unconfirmed"),
    ],
)
def test_fields_of_a_list_on_the_wall(field, interface):
    said = re.search(rf"^\| `{field}` \| [^|]*?`\[?\{{(.*?)\}}\]?`", _section("Wall"), re.M)
    assert said is not None

    assert set(re.findall(r"\w+", said[1])) == _interfaces()[interface]
