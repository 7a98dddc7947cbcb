"""Random names: public ids for links, tokens for devices, digits for people."""

import secrets

# Crockford's base 32, lower case: no letter that could be read as a digit.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_public_id() -> str:
    """Return 12 characters, 60 bits: short enough to read out, too long to guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def new_token() -> str:
    """Return 256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def new_digits(count: int) -> str:
    return f"{secrets.randbelow(10**count):0{count}d}"
