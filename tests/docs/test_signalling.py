"""The text of `docs/reference/signalling.md` agrees with the code.

Its tables are generated from the code (`test_generated_pages`).
"""

import re
from pathlib import Path

import pytest

from docs.signalling_page import TABLES, kind_in_words, signalling_page
from docs.typescript import type_of
from parloir.protocol.errors import CLOSED_NOT_ADMITTED, CLOSED_SUPERSEDED, CLOSED_TOO_MUCH
from parloir.realtime.routing import websocket_urlpatterns

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "signalling.md"
TEXT = PAGE.read_text()


def _sockets() -> str:
    return TEXT.partition("## Sockets")[2].partition("\n## ")[0]


def test_sockets():
    *sockets, every_other_address = websocket_urlpatterns
    assert str(every_other_address.pattern) == ""
    patterns = {str(url.pattern).replace("<slug:booking>", "<booking>") for url in sockets}
    named = set(re.findall(r"^\| `([^`]+)`", _sockets(), re.M))

    assert named == {f"/{pattern}" for pattern in patterns}


def test_close_codes():
    known = {str(CLOSED_NOT_ADMITTED), str(CLOSED_SUPERSEDED), str(CLOSED_TOO_MUCH)}

    assert set(re.findall(r"\b44\d\d\b", _sockets())) == known


def test_every_table_has_its_place():
    assert re.findall(r"<!-- table: (.+) -->", TEXT) == [
        "from the server",
        "from the browser",
        "monitor",
        "station",
        "room",
        "wall",
        "parts",
        "intents",
        "error codes",
    ]
    assert len(TABLES) == 9


def test_a_table_that_has_fallen_behind_is_written_again(tmp_path):
    behind = tmp_path / "signalling.md"
    behind.write_text(TEXT.replace("| `enrol` |", "| `enroll` |"))

    assert behind.read_text() != TEXT
    assert signalling_page(behind) == TEXT


def test_a_kind_that_cannot_be_written_is_no_text():
    with pytest.raises(KeyError):
        type_of(bytes)
    with pytest.raises(KeyError):
        kind_in_words(bytes)
