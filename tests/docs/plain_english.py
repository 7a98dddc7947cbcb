"""Find turns of phrase that nobody writes today, in everything that people read.

That is Markdown, templates, docstrings, comments, and every text in Python's code.
"""

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {
    ".example",
    ".html",
    ".js",
    ".mjs",
    ".scss",
    ".service",
    ".sh",
    ".toml",
    ".ts",
    ".txt",
    ".yaml",
}
NOT_READ = (
    "findings/",
    "tests/docs/plain_english.py",
    "tests/docs/test_plain_english.py",
    "tests/names/forbidden.txt",
)

PHRASES = {
    "afresh": "again",
    "anew": "again",
    "at once": "immediately; together; at the same time",
    "besides": "also; other than; excluding",
    "for ever": "forever; permanently",
    "for who has": "for people who have",
    "hear of": "learn about",
    "hears of": "learns about",
    "hence": "so; therefore",
    "henceforth": "from now on",
    "hitherto": "until now",
    "in the midst": "during",
    "lest": "so that … not",
    "likewise": "also, too; or say it again",
    "of the date of": "dated; from",
    "shall": "must; should; will",
    "tell of": "report",
    "tells of": "reports",
    "thereof": "of it",
    "told of": "told about",
    "upon": "on",
    "wherein": "in which",
    "whilst": "while",
    "whoever": "the person who, anybody who, the code that",
    "wholly": "completely",
    "whomever": "the person whom, anybody whom",
}
"""Each with what to write instead."""

OPENINGS = ("Of ", "The same ")
"""No docstring and no comment begins with one of these: begin with a verb or a noun phrase."""

BETWEEN_WORDS = r"[\s#\"']+"
ANY_PHRASE = re.compile(rf"\b({'|'.join(PHRASES).replace(' ', BETWEEN_WORDS)})\b", re.IGNORECASE)
WHOM_AT_THE_HEAD = re.compile(r"(?:^|[.!?:]\s+)(Whom)\b", re.MULTILINE)
IS_WORTH_PARSING = re.compile(
    ANY_PHRASE.pattern + r"|\bWhom\b|[\"#]\s*(?:Of|The same) ", re.IGNORECASE
)


@dataclass(frozen=True)
class Found:
    path: str
    line: int
    phrase: str

    def __str__(self) -> str:
        advice = PHRASES.get(self.phrase, "begin with a subject or a verb")
        return f"{self.path}:{self.line}: “{self.phrase}” ({advice})"


@dataclass(frozen=True)
class Text:
    line: int
    words: str
    is_explanation: bool = False
    """Whether it is a docstring or a comment, which has a first word of its own."""


def all_files() -> list[str]:
    """Return the files that git knows or will be told of, by their paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return sorted(name for name in listed if (ROOT / name).is_file())


def found_in(path: str, source: str) -> Iterator[Found]:
    """Yield what is archaic in one file."""
    if path.startswith(NOT_READ) or not IS_WORTH_PARSING.search(source):
        return
    for text in _texts(path, source):
        for match in (*ANY_PHRASE.finditer(text.words), *WHOM_AT_THE_HEAD.finditer(text.words)):
            line = text.line + text.words.count("\n", 0, match.start(1))
            yield Found(path, line, re.sub(BETWEEN_WORDS, " ", match[1]).lower())
        if text.is_explanation and text.words.startswith(OPENINGS):
            opening = next(one for one in OPENINGS if text.words.startswith(one))
            yield Found(path, text.line, opening.strip().lower() + " …")


def _texts(path: str, source: str) -> Iterator[Text]:
    suffix = Path(path).suffix
    if suffix == ".md":
        yield Text(1, re.sub(r"`[^`\n]*`", "", source))
    elif suffix == ".py":
        yield from _strings(source)
        yield from _comments(source)
    elif suffix in WHOLE:
        yield Text(1, source)


def _strings(source: str) -> Iterator[Text]:
    tree = ast.parse(source)
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield Text(node.lineno, node.value, id(node) in docstrings)


def _comments(source: str) -> Iterator[Text]:
    """Yield each block of comment lines as one text."""
    start, lines = 0, list[str]()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        if lines and token.start[0] != start + len(lines):
            yield Text(start, "\n".join(lines), is_explanation=True)
            lines = []
        start = start if lines else token.start[0]
        lines.append(token.string.lstrip("#").strip())
    if lines:
        yield Text(start, "\n".join(lines), is_explanation=True)
