"""A language that nobody speaks and Django does not know: three plural forms, and marks around
every sentence, so that each one shows whether it was translated."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from launcher.django_steps import compile_messages
from tests.locale.catalogue import SPANISH, Message, read

CODE, NAME = "qaa", "Parlun"  # ISO 639-2 keeps qaa to qtz for local use

HEADER = (
    "Content-Type: text/plain; charset=UTF-8\n"
    "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14)"
    " ? 1 : 2);\n"
)
FORMS = 3
# A number of each form, and one that English would take for another form.
FORM_OF = {1: 0, 2: 1, 5: 2, 22: 1}


def marked(text: str, form: int | None = None) -> str:
    """Return the sentence in this language; `form` is the plural form of a counted sentence."""
    core = text.strip()
    said = f"«{core}»" if form is None else f"«{core}·{form}»"
    return text.replace(core, said)


@contextmanager
def invented_language(root: Path) -> Iterator[None]:
    """Add the language: a directory, compiled as a start does it, and an entry in the settings."""
    source = root / "locale" / CODE / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(_catalogue(read(SPANISH)), encoding="utf-8")
    compile_messages(root, log=root / "log")
    with override_settings(
        LANGUAGES=[*settings.LANGUAGES, (CODE, NAME)],
        LOCALE_PATHS=[*settings.LOCALE_PATHS, root / "locale"],
    ):
        yield


def _catalogue(messages: list[Message]) -> str:
    entries = [_entry({"msgid": "", "msgstr": HEADER}), *map(_translated, messages)]
    return "\n".join(entries)


def _translated(message: Message) -> str:
    kept = ("msgctxt", "msgid", "msgid_plural")
    fields = {name: text for name, text in message.fields.items() if name in kept}
    if message.plural is not None:
        forms = [message.source, *[message.plural] * (FORMS - 1)]
        fields |= {f"msgstr[{form}]": marked(text, form) for form, text in enumerate(forms)}
    else:
        fields["msgstr"] = message.source if _is_format(message) else marked(message.source)
    return _entry(fields)


def _is_format(message: Message) -> bool:
    """Tell whether it is a format of dates and times, whose context is marked."""
    return "Django format" in message.fields.get("msgctxt", "")


def _entry(fields: dict[str, str]) -> str:
    return "".join(f"{name} {_quoted(text)}\n" for name, text in fields.items())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
