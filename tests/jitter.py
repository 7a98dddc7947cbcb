"""Random delays around every domain call.

They find code and tests that rely on an order that nothing guarantees: a screen that was rendered
earlier, a room that is closed a moment after its row.

`pytest -p tests.jitter --jitter-seed 7 tests/realtime tests/worker`
"""

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from parloir import threads

SHARE_DELAYED = 0.4
LONGEST_SECONDS = 0.2


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--jitter-seed", type=int, default=0, help="which delays, with -p tests.jitter"
    )


@pytest.fixture(autouse=True, scope="session")
def delayed_domain_calls(pytestconfig: pytest.Config) -> Iterator[None]:
    chance = random.Random(pytestconfig.getoption("--jitter-seed"))  # noqa: S311 - no secret
    at_once = threads._with_database

    def wait_by_chance() -> None:
        if chance.random() < SHARE_DELAYED:
            time.sleep(chance.random() ** 2 * LONGEST_SECONDS)

    def delayed(*args: Any, **kwargs: Any) -> Any:
        wait_by_chance()
        try:
            return at_once(*args, **kwargs)
        finally:
            wait_by_chance()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threads, "_with_database", delayed)
        yield
