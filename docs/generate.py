"""Writes what follows from the code: pages of `docs/reference`, and the browser's types.

    .venv/bin/python docs/generate.py

A test compares what this would write with what lies there, so nothing can fall behind.
"""

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parloir.config.settings")
    import django

    django.setup()

from docs.api_page import api_page  # noqa: E402 - needs the settings above
from docs.refusals_page import refusals_page  # noqa: E402
from docs.signalling_page import signalling_page  # noqa: E402
from docs.typescript import protocol_types  # noqa: E402

REFERENCE = ROOT / "docs" / "reference"
SETTINGS = ROOT / "parloir" / "config" / "settings.py"
LAUNCHER = ROOT / "launcher"
NOTE = "<!-- Written by docs/generate.py; change that or the code, then run it. -->\n"

# --- Settings -------------------------------------------------------------------------------

KINDS = {
    "text": "text",
    "flag": "1 or 0",
    "integer": "whole number",
    "seconds": "seconds",
    "database": "URL",
}

WHAT_THEY_ARE = {
    "PARLOIR_DATA_DIR": "Where the database, the sealed pictures and the static files lie. "
    "`bin/run` sets it to `--data`.",
    "PARLOIR_BASE_URL": "The address that people type. It is in every mail, and decides whether "
    "cookies are for HTTPS alone. `bin/run` sets it unless you have.",
    "PARLOIR_WEB_NAME": "What this web process is called: after a kill it knows its lost sockets "
    "by it. Give each of several web processes a name of its own.",
    "PARLOIR_WORKER_NAME": "What this worker is called when it takes the lease of the conductor. "
    "Give each of several workers a name of its own.",
    "PARLOIR_DEMO": "Whether this is the demo. `bin/run` sets it, and `--no-demo` makes it 0.",
    "PARLOIR_CLOCK": "How far the clock is moved, forwards or (negative) backwards. Refused "
    "without the demo. The file `clock` in the data directory counts instead while it is there "
    "([how](../explanation/time.md#setting-the-demos-clock)).",
    "PARLOIR_MAILBOX_DIR": "Where the demo's mail server keeps what it takes. `bin/run` sets it "
    "in the demo.",
    "PARLOIR_SECRET_KEY": "Django's key for sessions and forms. `bin/run` makes one and names its "
    "file.",
    "PARLOIR_ENCRYPTION_KEY": "32 bytes in base64: what seals pictures and PINs. `bin/run` makes "
    "one and names its file. Lost, what it has sealed is lost.",
    "PARLOIR_JANUS_WS": "Where the media server's API listens, on loopback. `bin/run` sets it.",
    "PARLOIR_JANUS_ADMIN_WS": "Where its administration listens. `bin/run` sets it; nothing asks "
    "there yet.",
    "PARLOIR_JANUS_API_SECRET": "What each request to the media server carries. `bin/run` makes "
    "it and names its file.",
    "PARLOIR_JANUS_ADMIN_SECRET": "The same for its administration.",
    "PARLOIR_MEDIA_RESTART": "The command that restarts the media server, run by the worker as the "
    "last resort: where it does not answer and a visit has been over for ten seconds that it has "
    "not confirmed to be silent, at most once a minute. Empty: never. `bin/run` sets it.",
    "PARLOIR_JANUS_ADMIN_KEY": "What it takes to open a room. `bin/run` makes it and names its "
    "file.",
    "PARLOIR_JANUS_VERSION": "Which media server runs, for the page of administrators and "
    "`/metrics`. `bin/run` sets it.",
    "PARLOIR_JANUS_SOURCE_HASH": "The SHA-256 of the source archive that it was built from, for "
    "the same two. `bin/run` sets it; empty where nothing is recorded.",
    "PARLOIR_JANUS_PINNED": "Whether that archive is the one that was tried with this version. "
    "`bin/run` sets it.",
    "PARLOIR_SMTP_HOST": "The mail server. Without one mail waits, and `/readyz` and the console "
    "say so. In the demo `bin/run` sets a small one of its own unless you have.",
    "PARLOIR_SMTP_PORT": "Its port.",
    "PARLOIR_SMTP_USER": "Whom to sign in as there, if anybody.",
    "PARLOIR_SMTP_PASSWORD": "With which password.",
    "PARLOIR_SMTP_TLS": "Whether to ask for encryption (STARTTLS) before anything is said.",
    "PARLOIR_MAIL_FROM": "The sender that people see.",
    "PARLOIR_DEBUG": "Django's debug mode, for development alone: it shows tracebacks.",
    "PARLOIR_METRICS_TOKEN": "Who sends it as `Authorization: Bearer …` may read `/metrics` from "
    "elsewhere. Without it only this machine may.",
    "PARLOIR_HOSTS": "Further host names, with commas between them, under which the site is "
    "reached.",
    "PARLOIR_DATABASE_URL": "`sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`; "
    "`postgresql:///NAME?host=/folder` goes through a Unix socket, and what else stands behind "
    "the question mark is libpq's (`sslmode=verify-full`). `bin/run` uses a file in the data "
    "directory unless you have set it.",
    "PARLOIR_LOG_LEVEL": "The least serious message that is logged.",
}

# Defaults that are worked out, in words.
SPOKEN_DEFAULTS = {
    "PARLOIR_DATA_DIR": "`parloir-dev` in the folder for temporary files",
    "PARLOIR_MAILBOX_DIR": "`mailbox` in the data directory",
    "PARLOIR_ENCRYPTION_KEY": "worked out from the secret key",
    "PARLOIR_DATABASE_URL": "`parloir.sqlite3` in the data directory",
}

OF_THE_LAUNCHER = {
    "PARLOIR_TRUSTED_PROXIES": "Addresses of proxies in front, with commas between them, whose "
    "word is taken on where a request comes from and whether it came by HTTPS. Without it nobody's "
    "is.",
}


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    kind: str
    default: str
    section: str


def settings_page() -> str:
    lines = [
        NOTE,
        "# Settings",
        "",
        (
            "Everything is read from the environment, once, at the start. A value that cannot be "
            "read stops the start with a sentence that says which."
        ),
        "",
        (
            "Any of these may stand in a file instead, named by the variable with `_FILE` behind "
            "it: `PARLOIR_SMTP_PASSWORD_FILE=/etc/parloir/smtp_password`. So no secret need be in "
            "the environment of a process."
        ),
    ]
    section = ""
    for setting in read_settings():
        if setting.section != section:
            section = setting.section
            lines += ["", f"## {section}", "", "| variable | value | default | what it is |"]
            lines += ["|---|---|---|---|"]
        lines.append(
            f"| `{setting.name}` | {setting.kind} | {setting.default} | "
            f"{WHAT_THEY_ARE[setting.name]} |"
        )
    lines += ["", "## Read by `bin/run` itself", "", "| variable | what it is |", "|---|---|"]
    lines += [f"| `{name}` | {what} |" for name, what in OF_THE_LAUNCHER.items()]
    lines += [
        (
            "| `XDG_CACHE_HOME` | Where the media server that was built here is kept, in "
            "`parloir/`. Without it: `~/.cache`. |"
        ),
    ]
    return "\n".join(lines) + "\n"


def read_settings() -> list[Setting]:
    """Every call of a reader of `parloir.config.env` in the settings, in order."""
    source = SETTINGS.read_text(encoding="utf-8")
    return [
        Setting(
            name=_constant(call.args[0]),
            kind=KINDS[reader],
            default=_default_of(call),
            section=_section_above(source, call.lineno),
        )
        for reader, call in sorted(_reader_calls(source), key=lambda found: found[1].lineno)
    ]


def read_by_the_launcher() -> set[str]:
    """Every variable of ours that its code names, `_FILE` taken off."""
    found: set[str] = set()
    for file in LAUNCHER.glob("*.py"):
        found |= set(re.findall(r"PARLOIR_[A-Z_]+[A-Z]", file.read_text(encoding="utf-8")))
    return {name.removesuffix("_FILE") for name in found}


def _reader_calls(source: str) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "env"
            and node.func.attr in KINDS
        ):
            yield node.func.attr, node


def _default_of(call: ast.Call) -> str:
    name = _constant(call.args[0])
    if name in SPOKEN_DEFAULTS:
        return SPOKEN_DEFAULTS[name]
    given = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    if not given:
        return "none: it must be set"
    value = ast.literal_eval(given[0])
    if isinstance(value, bool):
        return "`1`" if value else "`0`"
    return f"`{value}`" if value != "" else "empty"


def _constant(node: ast.expr) -> str:
    return str(ast.literal_eval(node))


def _section_above(source: str, line: int) -> str:
    """Of the comments that divide the file, the last one above this line."""
    headings = re.findall(r"^# --- (.+?) -+$", "\n".join(source.splitlines()[:line]), re.MULTILINE)
    return str(headings[-1])


# --- All of them ----------------------------------------------------------------------------

WRITTEN: dict[Path, Callable[[], str]] = {
    REFERENCE / "settings.md": settings_page,
    REFERENCE / "refusals.md": lambda: refusals_page(NOTE),
    REFERENCE / "api.md": lambda: api_page(NOTE),
    REFERENCE / "signalling.md": lambda: signalling_page(REFERENCE / "signalling.md"),
    ROOT / "frontend" / "call" / "protocol.ts": protocol_types,
}

if __name__ == "__main__":
    for path, text in WRITTEN.items():
        path.write_text(text(), encoding="utf-8")
