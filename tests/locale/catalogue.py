"""Read a catalogue of translations, as makemessages writes it, into rows."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.conf import settings

ROOT = Path(settings.ROOT)
SPANISH = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
COMMITTED = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
_LINE = re.compile(r'(?:(?P<field>msg\w+(?:\[\d\])?) )?(?P<text>".*")')


@dataclass
class Message:
    fields: dict[str, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Return the key by which gettext looks the message up, with its plural."""
        names = ("msgctxt", "msgid", "msgid_plural")
        context, source, plural = (self.fields.get(name, "") for name in names)
        return context, source, plural

    @property
    def source(self) -> str:
        return self.fields["msgid"]

    @property
    def plural(self) -> str | None:
        return self.fields.get("msgid_plural")

    @property
    def translations(self) -> list[str]:
        return [text for name, text in self.fields.items() if name.startswith("msgstr")]


def read(path: Path) -> list[Message]:
    """Return every message of the file except its header and obsolete ones, which are comments."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    return [message for message in map(_message, blocks) if message.fields.get("msgid")]


def extracted(folder: Path) -> list[Message]:
    """Return the program's messages, from a copy of it, since makemessages leaves files behind."""
    shutil.copytree(ROOT / "parloir", folder / "parloir", ignore=_unread)
    shutil.copy(ROOT / "manage.py", folder)
    (folder / "locale").mkdir()
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "es", "--no-location", "--no-wrap"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        check=True,
        capture_output=True,
    )
    return read(folder / "locale" / "es" / "LC_MESSAGES" / "django.po")


def known_to_django() -> set[tuple[str, str, str]]:
    """Return the keys of Django's own messages, which a language that it lacks may include."""
    folder = Path(django.__file__).parent / "conf" / "locale" / "en" / "LC_MESSAGES"
    return {message.key for message in read(folder / "django.po")}


def number_of_forms(path: Path) -> int:
    """Return the number of plural forms in the header."""
    found = re.search(r"nplurals\s*=\s*(\d)", path.read_text(encoding="utf-8"))
    assert found is not None
    return int(found[1])


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _unread(folder: str, names: list[str]) -> Iterator[str]:
    return (name for name in names if name in {"__pycache__", "static"})


def _message(block: str) -> Message:
    message = Message()
    current = ""
    for line in block.splitlines():
        if line.startswith("#,"):
            message.is_fuzzy = "fuzzy" in line
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        current = found["field"] or current
        message.fields[current] = message.fields.get(current, "") + ast.literal_eval(found["text"])
    return message
