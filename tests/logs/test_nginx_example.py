"""What the example for nginx writes to its logs: nothing of an address or of a person."""

import re
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf.example"
HARMLESS = {"$time_iso8601", "$request_method", "$status", "$body_bytes_sent", "$request_time"}


def directives(name: str) -> list[list[str]]:
    text = re.sub(r"^\s*#.*$", "", EXAMPLE.read_text(), flags=re.MULTILINE)
    found = re.findall(rf"(?:^|[;{{}}])\s*{name}\s+([^;{{]*);", text)
    return [re.findall(r"'[^']*'|\S+", arguments) for arguments in found]


def servers() -> int:
    return len(re.findall(r"^server \{", EXAMPLE.read_text(), flags=re.MULTILINE))


def test_the_log_format_has_harmless_variables_only():
    ((name, *parts),) = directives("log_format")
    assert name == "parloir"
    variables = set(re.findall(r"\$\w+", " ".join(parts)))
    assert variables
    assert variables <= HARMLESS


def test_every_server_uses_it():
    assert servers() == 2
    assert [name for _, name in directives("access_log")] == ["parloir"] * servers()


def test_errors_that_quote_a_request_are_not_logged():
    assert [level for _, level in directives("error_log")] == ["emerg"] * servers()


@pytest.mark.parametrize("name", ["access_log", "error_log"])
def test_logs_are_not_in_the_data_directory(name):
    assert all(path.startswith("/var/log/nginx/") for path, _ in directives(name))
