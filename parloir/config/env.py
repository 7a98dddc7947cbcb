"""Typed readers of the environment that fail loudly.

A value may also be in a file, whose path is in the variable with `_FILE` appended, so that secrets
do not have to be in the environment of a process.
"""

import os
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from parloir.media.relay import RelayAddress, read_relay_address


class SettingError(Exception):
    """A setting is missing or not valid. The message says which, and what to do."""


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name)
    if value is not None:
        return value
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE names {file_name}, which cannot be read.") from error
    if default is None:
        raise SettingError(f"Set {name}, or {name}_FILE to the path of a file that has it.")
    return default


def secret(name: str, made_by_run: Path) -> str:
    """Return the variable, or what is in the file that `bin/run` has made, or an empty text."""
    if {name, f"{name}_FILE"} & os.environ.keys() or not made_by_run.is_file():
        return text(name, "")
    try:
        return made_by_run.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(
            f"{made_by_run} cannot be read: start as the account that owns it, or set {name}_FILE."
        ) from error


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise SettingError(f"{name} is {value!r}: write 1 or 0.")


def integer(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise SettingError(f"{name} is {value!r}: write a whole number.") from error


def seconds(name: str, default: int) -> timedelta:
    return timedelta(seconds=integer(name, default))


def networks(name: str, default: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks that are written with commas between them: `10.20.0.0/16,2001:db8::/48`.

    A single address is a network of one.
    """
    words = [word.strip() for word in text(name, default).split(",") if word.strip()]
    try:
        return tuple(ip_network(word) for word in words)
    except ValueError as error:
        raise SettingError(
            f"{name} has an entry that is no network ({error}): write addresses such as "
            "10.20.0.0/16, separated by commas."
        ) from error


def relay_addresses(name: str, default: str) -> tuple[RelayAddress, ...]:
    """Return the addresses of the relay, which are written with commas between them."""
    words = [word.strip() for word in text(name, default).split(",") if word.strip()]
    try:
        return tuple(read_relay_address(word) for word in words)
    except ValueError as error:
        raise SettingError(
            f"{name} has an entry that is no address of a relay ({error}): write "
            "turn:HOST:PORT?transport=udp, turn:HOST:PORT?transport=tcp or turns:HOST:PORT, "
            "separated by commas."
        ) from error


def database(name: str, default: str) -> dict[str, object]:
    """Return Django's database settings for a URL: `sqlite:///PATH` or `postgresql://…`.

    `postgresql:///NAME?host=/socket/folder` uses a Unix socket; other parameters after
    the question mark are passed to libpq (`sslmode=verify-full`).
    """
    url = urlsplit(text(name, default))
    if url.scheme == "sqlite":
        return {
            "ENGINE": "parloir.config.sqlite",
            "NAME": unquote(url.path)[1:] if url.path.startswith("//") else unquote(url.path),
            # Opening it takes some 3 ms, more than most queries.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if url.scheme in {"postgresql", "postgres"}:
        words = dict(parse_qsl(url.query))
        return {
            "ENGINE": "parloir.config.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or words.pop("host", ""),
            "PORT": str(url.port or words.pop("port", "")),
            # Four are kept by the threads of officers' presses (ADR 51).
            # A connection goes back to the pool after each call, and the pool checks it when it is
            # taken from there: the server may have been restarted.
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 16, "timeout": 10}, **words},
        }
    raise SettingError(f"{name} begins with {url.scheme!r}: write sqlite:/// or postgresql://.")
