"""Write the files that are generated from the code: pages of `docs/reference`, browser types.

    .venv/bin/python docs/generate.py

A test compares the output with the committed files, so they cannot become outdated.
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
    os.environ.setdefault("PARLOIR_DEMO", "1")  # the pages need no keys
    import django

    django.setup()

from docs.access_page import access_page  # noqa: E402 - needs the settings above
from docs.api_page import api_page  # noqa: E402
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
    "networks": "networks",
    "secret": "text",
    "relay_addresses": "addresses",
}

WHAT_THEY_ARE = {
    "PARLOIR_DATA_DIR": "The folder with the database, the sealed images and the static files. "
    "`bin/run` sets it to `--data`.",
    "PARLOIR_BASE_URL": "The site's address, as people type it. It is in every mail, and decides "
    "whether cookies are limited to HTTPS. `bin/run` sets it unless you have.",
    "PARLOIR_WEB_NAME": "The name of this web process. After a kill, it finds its lost sockets by "
    "this name. If there are several web processes, each needs its own name.",
    "PARLOIR_WORKER_NAME": "The name with which this worker takes the reconciler's lease. If there "
    "are several workers, each needs its own name.",
    "PARLOIR_DEMO": "Whether this is the demo. `bin/run` sets it, and `--no-demo` makes it 0.",
    "PARLOIR_CLOCK": "How far the clock is shifted, forwards or (negative) backwards. Refused "
    "outside the demo. The file `clock` in the data directory overrides it while it exists "
    "([how](../explanation/time.md#setting-the-demos-clock)).",
    "PARLOIR_AUDIT_DAYS": "For how many days the audit is kept. Older events are deleted once a "
    "day, behind a signed checkpoint, from which `manage.py audit verify` begins. 0: nothing is "
    "deleted.",
    "PARLOIR_AUDIT_HEADS": "A directory, on another machine if possible, in which the worker "
    "leaves a copy of the audit's signed head each day ([why](../how-to/operator.md"
    "#keep-a-head-of-the-audit-elsewhere)). Empty: none is left.",
    "PARLOIR_MAILBOX_DIR": "Where the demo's mail server stores letters. `bin/run` sets it "
    "in the demo.",
    "PARLOIR_SECRET_KEY": "Django's key for sessions and forms, 32 characters or more. `bin/run` "
    "makes the file. Outside the demo nothing starts without a key of its own.",
    "PARLOIR_ENCRYPTION_KEY": "32 bytes in base64: the key that seals images and PINs. `bin/run` "
    "makes the file. Outside the demo nothing starts without it, or with one that is derived from "
    "the secret key. If it is lost, all sealed data is lost.",
    "PARLOIR_JANUS_WS": "The address of the media server's API, on loopback. `bin/run` sets it.",
    "PARLOIR_JANUS_API_SECRET": "The secret in each request to the media server. `bin/run` creates "
    "it and sets the variable for its file.",
    "PARLOIR_MEDIA_RESTART": "The command that restarts the media server. The worker runs it as "
    "the last resort, at most once a minute, if the media server does not answer and has not "
    "confirmed the end of a visit that has been over for ten seconds. Empty: never. `bin/run` "
    "sets it.",
    "PARLOIR_TRIALS_AT_ONCE": "How many visitors may try their connection at the same time, each "
    "for 20 seconds. A trial costs the media server about as much as a side of a visit. 0: nobody "
    "can, and visits are joined without a trial.",
    "PARLOIR_JANUS_ADMIN_KEY": "The key that is needed to open a room. `bin/run` creates it and "
    "sets the variable for its file.",
    "PARLOIR_JANUS_VERSION": "The version of the media server, for the administrators' page and "
    "`/metrics`. `bin/run` sets it.",
    "PARLOIR_JANUS_SOURCE_HASH": "The SHA-256 of the source archive that it was built from, also "
    "for these two. `bin/run` sets it; empty if nothing is recorded.",
    "PARLOIR_JANUS_PINNED": "Whether that archive is the one that was tried with this version. "
    "`bin/run` sets it.",
    "PARLOIR_TURN_URLS": "Addresses of the relay, separated by commas, for browsers that cannot "
    "reach the media server: `turn:HOST:PORT?transport=udp`, `turn:HOST:PORT?transport=tcp`, "
    "`turns:HOST:PORT`. Empty: there is no relay. `bin/run --turn` sets it unless you have.",
    "PARLOIR_TURN_SECRET": "The secret that the relay has as `static-auth-secret`, 32 characters "
    "or more. `bin/run --turn` creates it and sets the variable for its file.",
    "PARLOIR_SMTP_HOST": "The mail server. Without one, mail waits, and `/readyz` and the console "
    "say so. In the demo, `bin/run` sets its own small mail server unless you have set one.",
    "PARLOIR_SMTP_PORT": "Its port.",
    "PARLOIR_SMTP_USER": "The user name for the mail server, if it needs one.",
    "PARLOIR_SMTP_PASSWORD": "The password for it.",
    "PARLOIR_SMTP_TLS": "Whether to require encryption (STARTTLS) before anything is sent.",
    "PARLOIR_MAIL_FROM": "The sender that people see.",
    "PARLOIR_TRUSTED_PROXIES": "Addresses or networks of proxies in front of the site, separated "
    "by commas. They are trusted to say where a request comes from, which address it asked for and "
    "whether it used HTTPS. If it is empty, no proxy is trusted.",
    "PARLOIR_FACILITY_NETWORKS": "The facility's own networks, such as `10.20.0.0/16`, separated "
    "by commas. Nobody in them is slowed down or refused because of what others at the same "
    "address did. Limits for each account and each device apply there too. Never include the "
    "address of a proxy.",
    "PARLOIR_DEBUG": "Django's debug mode, only for development: it shows tracebacks.",
    "PARLOIR_METRICS_TOKEN": "A client that sends it as `Authorization: Bearer …` may read "
    "`/metrics` from another machine. If it is empty, only this machine may.",
    "PARLOIR_HOSTS": "Further addresses of the site, separated by commas: `NAME` with the port of "
    "the base address, `NAME:PORT`, or `NAME:*` for any port. A request for any other address is "
    "refused.",
    "PARLOIR_LOCAL_CERTIFICATE": "Whether the certificate was made on this machine. Browsers are "
    "then not told to use HTTPS alone from now on, as they are for a public name. `bin/run --host` "
    "sets it.",
    "PARLOIR_DATABASE_URL": "`sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`; "
    "`postgresql:///NAME?host=/folder` uses a Unix socket. Other parameters after the question "
    "mark are passed to libpq (`sslmode=verify-full`). `bin/run` uses a file in the data "
    "directory unless you have set it.",
    "PARLOIR_LOG_LEVEL": "The lowest level of our messages that are logged. Pages are logged at "
    "`INFO`. Messages of libraries are logged from `WARNING` on.",
}

# Defaults that are computed, in words.
SPOKEN_DEFAULTS = {
    "PARLOIR_DATA_DIR": "`parloir-dev` in the folder for temporary files",
    "PARLOIR_MAILBOX_DIR": "`mailbox` in the data directory",
    "PARLOIR_SECRET_KEY": "the file `config/secret_key` in the data directory",
    "PARLOIR_ENCRYPTION_KEY": "the file `config/encryption_key` in the data directory",
    "PARLOIR_DATABASE_URL": "`parloir.sqlite3` in the data directory",
}

OF_THE_LAUNCHER = {
    "XDG_CACHE_HOME": "The folder that has, in `parloir/`, the media server that was built here. "
    "Default: `~/.cache`.",
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
            "Settings are read from the environment, once, at the start. An invalid value stops "
            "the start with a sentence that says which one it is."
        ),
        "",
        (
            "Instead of a value, you can give a file that contains it, by adding `_FILE` to the "
            "name: `PARLOIR_SMTP_PASSWORD_FILE=/etc/parloir/smtp_password`. So no secret has to "
            "be in the environment of a process."
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
    return "\n".join(lines) + "\n"


def read_settings() -> list[Setting]:
    """Return every setting that a reader of `parloir.config.env` reads, in order."""
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
    """Return every `PARLOIR_…` variable that the launcher names, without `_FILE`."""
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
    """Return the last of the comments that divide the file, above this line."""
    headings = re.findall(r"^# --- (.+?) -+$", "\n".join(source.splitlines()[:line]), re.MULTILINE)
    return str(headings[-1])


# --- All of them ----------------------------------------------------------------------------

WRITTEN: dict[Path, Callable[[], str]] = {
    REFERENCE / "settings.md": settings_page,
    REFERENCE / "refusals.md": lambda: refusals_page(NOTE),
    REFERENCE / "access.md": lambda: access_page(NOTE),
    REFERENCE / "api.md": lambda: api_page(NOTE),
    REFERENCE / "signalling.md": lambda: signalling_page(REFERENCE / "signalling.md"),
    ROOT / "frontend" / "call" / "protocol.ts": protocol_types,
}

if __name__ == "__main__":
    for path, text in WRITTEN.items():
        path.write_text(text(), encoding="utf-8")
