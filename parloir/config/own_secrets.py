"""The two keys of an installation. Outside the demo nothing starts with a sample or derived one.

With the sample, anybody who has read the source could sign sessions and open images. So this is
checked where the settings are read, whatever starts the process: `bin/run`, a supervisor of one's
own, `manage.py`, an ASGI server.
"""

import base64
import binascii
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

from parloir.config import env

SAMPLE_SECRET_KEY = "only-for-development-and-tests"  # noqa: S105 - nobody is protected by it
SHORTEST_SECRET_KEY = 32
ENCRYPTION_KEY_BYTES = 32

# Commands that write or check files of the source, or prepare tables, and protect nothing.
HARMLESS_COMMANDS = frozenset(
    {
        *("check", "collectstatic", "compilemessages", "makemessages", "makemigrations", "migrate"),
        *("help", "--help", "-h", "version", "--version", "showmigrations", "sqlmigrate"),
        *("state_diagrams", "test"),
    }
)
ADVICE = (
    "bin/run makes both keys. If you start Parloir in another way, set PARLOIR_SECRET_KEY_FILE and "
    "PARLOIR_ENCRYPTION_KEY_FILE to the files that bin/run has made in DATA/config, or make two "
    "files, each with the output of `openssl rand -base64 32`. Keep the second one as long as the "
    "data. To try Parloir or to work on it, set PARLOIR_DEMO=1."
)


@dataclass(frozen=True, slots=True)
class OwnSecrets:
    secret_key: str
    encryption_key: bytes


def checked_secrets(secret_key: str, encryption_key: str, *, may_be_samples: bool) -> OwnSecrets:
    """Return the keys as they are used; `encryption_key` is in base64, and "" means not given.

    Raises SettingError, unless `may_be_samples`, if one is missing, the sample, or derived from
    the other.
    """
    if not may_be_samples:
        _refuse_sample(secret_key, encryption_key)
    secret_key = secret_key or SAMPLE_SECRET_KEY
    return OwnSecrets(
        secret_key, _decoded(encryption_key) if encryption_key else _derived(secret_key)
    )


def protects_nobody() -> bool:
    """Return whether this process is a test, or a command that only works on the source."""
    if {"pytest", "mypy"} & sys.modules.keys():
        return True
    words = [Path(sys.argv[0]).name, *sys.argv[1:2]] if sys.argv else []
    return words[:1] == ["manage.py"] and (len(words) == 1 or words[1].lower() in HARMLESS_COMMANDS)


def _refuse_sample(secret_key: str, encoded: str) -> None:
    if not secret_key:
        raise env.SettingError(f"PARLOIR_SECRET_KEY is not set. {ADVICE}")
    if secret_key == SAMPLE_SECRET_KEY or secret_key.startswith("django-insecure-"):
        raise env.SettingError(f"PARLOIR_SECRET_KEY is a sample that everybody knows. {ADVICE}")
    if len(secret_key) < SHORTEST_SECRET_KEY:
        raise env.SettingError(
            f"PARLOIR_SECRET_KEY has fewer than {SHORTEST_SECRET_KEY} characters. {ADVICE}"
        )
    if not encoded:
        raise env.SettingError(f"PARLOIR_ENCRYPTION_KEY is not set. {ADVICE}")
    key = _decoded(encoded)
    if key in {_derived(secret_key), _derived(SAMPLE_SECRET_KEY)} or len(set(key)) == 1:
        raise env.SettingError(
            f"PARLOIR_ENCRYPTION_KEY can be computed from what others know. {ADVICE}"
        )


def _decoded(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise env.SettingError("PARLOIR_ENCRYPTION_KEY is not base64.") from error
    if len(key) != ENCRYPTION_KEY_BYTES:
        raise env.SettingError(
            f"PARLOIR_ENCRYPTION_KEY has {len(key)} bytes: it needs {ENCRYPTION_KEY_BYTES}."
        )
    return key


def _derived(secret_key: str) -> bytes:
    return hashlib.sha256(secret_key.encode()).digest()
