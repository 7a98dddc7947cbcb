"""Codes of authenticator apps: TOTP (RFC 6238) with the values that every app knows."""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

SECRET_BYTES = 20
DIGITS = 6
STEP_SECONDS = 30
TOLERATED_STEPS = 1
"""A phone may be one step, 30 seconds, slow or fast."""


def new_secret() -> str:
    """Return a secret in base 32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """Return the code that an app with this secret shows in this step."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the latest tolerated step that has this code, or None."""
    now = step_at(at)
    steps = range(now - TOLERATED_STEPS, now + TOLERATED_STEPS + 1)
    matching = [
        step for step in steps if hmac.compare_digest(code_of(secret, step).encode(), code.encode())
    ]
    return matching[-1] if matching else None


def address_for_app(secret: str, *, account: str, issuer: str) -> str:
    """Return the `otpauth` address that apps read from a picture."""
    label = quote(f"{issuer}:{account}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"
