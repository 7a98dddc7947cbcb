"""The authenticator apps of the demo's staff."""

import time

from parloir.factors.totp import STEP_SECONDS, code_of

# A code that was about to be refused as too old would make a test fail once in a hundred runs.
_MARGIN_SECONDS = 8.0
_last_steps: dict[str, int] = {}


def next_code(secret: str) -> str:
    """Return a code that the house accepts and that was not used before.

    Each counts once, and three are accepted at a time: so a fourth sign-in within half a minute
    waits for the next one to be accepted, as people do.
    """
    step = max(_earliest(), _last_steps.get(secret, 0) + 1)
    while step > _step_now() + 1:
        time.sleep(0.2)
    _last_steps[secret] = step
    return code_of(secret, step)


def _earliest() -> int:
    """Return the earliest step that is accepted for the next seconds: the one before this, unless
    this one is about to end."""
    is_about_to_end = time.time() % STEP_SECONDS > STEP_SECONDS - _MARGIN_SECONDS
    return _step_now() if is_about_to_end else _step_now() - 1


def _step_now() -> int:
    return int(time.time()) // STEP_SECONDS
