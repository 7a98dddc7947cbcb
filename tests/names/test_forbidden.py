"""No name is one that was retired: `forbidden.txt` has the list."""

from pathlib import Path

import pytest

from tests.names.forbidden import (
    LIST,
    BadEntry,
    entries_in,
    offences,
    stale_places,
)
from tests.names.found import ROOT, Found, files_with, name_of_file
from tests.names.python_names import names_in
from tests.names.scripts import names_in_scripts

PYTHON = ("parloir", "launcher", "bench", "tests", "docs", "frontend")
SCRIPTS = ("frontend", "bench", "tests")


def python_files() -> list[Path]:
    return list(files_with({".py"}, below=PYTHON))


def script_files() -> list[Path]:
    return list(files_with({".ts", ".js", ".mjs"}, below=SCRIPTS))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def all_names() -> list[Found]:
    names = [name_of_file(relative(path)) for path in (*python_files(), *script_files())]
    for path in python_files():
        names += names_in(path.read_text(encoding="utf-8"), path=relative(path))
    return [*names, *names_in_scripts(script_files(), root=ROOT)]


def test_no_name_is_a_retired_one(all_names):
    found = offences(all_names, entries_in(LIST.read_text(encoding="utf-8")))

    assert not found, "\n".join(found)


def test_every_place_in_the_list_is_still_needed(all_names):
    entries = entries_in(LIST.read_text(encoding="utf-8"))
    paths = {found.path for found in all_names}

    stale = stale_places(all_names, entries, paths=paths)

    assert not stale, "\n".join(stale)


# --- That it can fail ---------------------------------------------------------------------------

INVENTED = """
import prison.wicket as wicket_module
from prison import gallows
from prison.wicket import key_of

class Cell(Room):
    occupant: str
    bars = 3
    def locked(self, jailer, *, warden=None): "stocks"

try:
    chain = warden.keys.lost
except Escape as fugitive:
    raise
Cell.objects.filter(hall__tower=1, sentence=2).values("dock").order_by("-moat__drawbridge")
prisoner.save(update_fields=["shackle"])
match prisoner:
    case Cell(occupant=ghost, bars=[*irons]): pass
dungeon = lambda rack: rack  # "oubliette"
"""


@pytest.mark.parametrize(
    "name",
    [
        *("prison.wicket", "wicket_module", "gallows", "prison.gallows", "key_of"),
        *("Cell", "Cell.bars", "Cell.occupant", "occupant", "Cell.locked", "locked", "jailer"),
        *("warden", "chain", "keys", "lost", "warden.keys", "Escape", "fugitive", "Room"),
        *("hall", "tower", "sentence", "dock", "moat", "drawbridge", "shackle"),
        *("ghost", "irons", "dungeon", "rack", "draw*", "*_module"),
    ],
)
def test_a_retired_name_is_found_in_python(name):
    names = list(names_in(INVENTED, path="a.py"))

    assert offences(names, entries_in(name))
    assert offences(names, entries_in(f"{name} except a.py")) == []


@pytest.mark.parametrize("name", ["stocks", "oubliette", "Cell.lost", "wicket.key", "raw", "bar"])
def test_what_is_not_a_name_in_python_is_not_found(name):
    assert offences(names_in(INVENTED, path="a.py"), entries_in(name)) == []


INVENTED_SCRIPT = """
import { key as latchkey } from "./prison/wicket";
interface Cell { occupant: string; "straw": 1; kind: "oubliette" }
class Tower extends Keep { #moat = 1; locked({ jailer }) { return this.#moat; } }
type Dock = { plea: string };
const chain = warden.keys.lost; const irons = { shackle: 1 };
const page = html`<x-stocks .rack=${chain}></x-stocks>`; // pillory
"""


def names_of_script(text, folder):
    script = folder / "a.ts"
    script.write_text(text, encoding="utf-8")
    return list(names_in_scripts([script], root=folder))


@pytest.fixture(scope="module")
def invented_names(tmp_path_factory):
    return names_of_script(INVENTED_SCRIPT, tmp_path_factory.mktemp("scripts"))


@pytest.mark.parametrize(
    "name",
    [
        *("key", "latchkey", "wicket", "prison.wicket", "Cell", "occupant", "Cell.occupant"),
        *("straw", "oubliette", "Tower", "Keep", "moat", "Tower.moat", "locked", "jailer"),
        *("Tower.locked", "Dock.plea", "chain", "keys", "lost", "warden.keys", "irons", "shackle"),
    ],
)
def test_a_retired_name_is_found_in_a_script(name, invented_names):
    assert offences(invented_names, entries_in(name))


@pytest.mark.parametrize("name", ["stocks", "pillory", "Cell.plea", "iron"])
def test_what_is_not_a_name_in_a_script_is_not_found(name, invented_names):
    assert offences(invented_names, entries_in(name)) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("parloir/wicket/models.py", "parloir.wicket"),
        ("parloir/wicket/models.py", "wicket"),
        ("tests/people/test_wicket.py", "wicket"),
        ("frontend/tests/wicket.test.mjs", "wicket"),
        ("frontend/call/wicket.ts", "call.wicket"),
    ],
)
def test_a_retired_name_is_found_in_the_path_of_a_file(path, name):
    assert offences([name_of_file(path)], entries_in(name)) == [f"{path}:0: {name}"]


# --- Where a name may be ------------------------------------------------------------------------

HERE = Found("parloir/people/models.py", 3, "hold")
THERE = Found("parloir/locks.py", 5, "hold")


def test_a_name_is_allowed_where_the_list_says_so_and_nowhere_else():
    entries = list(entries_in("hold except parloir/locks.py"))

    assert offences([HERE, THERE], entries) == ["parloir/people/models.py:3: hold"]


def test_a_name_can_be_forbidden_in_one_place_alone():
    entries = list(entries_in("hold only parloir/people/*"))

    assert offences([HERE, THERE], entries) == ["parloir/people/models.py:3: hold"]


@pytest.mark.parametrize(
    ("line", "stale"),
    [
        ("hold except parloir/locks.py parloir/people/*", []),
        ("hold except parloir/locks.py parloir/api/*", ["hold: parloir/api/*"]),
        ("hold only parloir/locks.py", []),
        ("hold only parloir/gone/*", ["hold: parloir/gone/*"]),
    ],
)
def test_a_place_that_is_not_needed_any_more_is_found(line, stale):
    paths = [HERE.path, THERE.path]

    assert stale_places([HERE, THERE], entries_in(line), paths=paths) == stale


def test_a_name_can_be_forbidden_on_several_lines_in_several_places():
    entries = list(entries_in("hold only parloir/people/*\nhold only parloir/locks.py"))

    assert len(offences([HERE, THERE], entries)) == 2


@pytest.mark.parametrize(
    "line", ["two words", "old except", "old only", "old-name", "old\nold", "old only a\nold"]
)
def test_a_line_that_is_no_entry_is_refused(line):
    with pytest.raises(BadEntry):
        list(entries_in(line))
