"""A pytest plugin: two runs share the machine until one of them needs it for itself.

Unit tests may run beside others. What starts houses and browsers measures time, so before it
begins this run waits for the other one: until its unit tests are over, or until it has ended.
Each holds one end of a pipe meanwhile, which the kernel closes if it dies.
"""

import os
from collections.abc import Generator

import pytest

from launcher.suite_runs import suite_of


class Turns:
    def __init__(self, *, waits: int, holds: int, until: str) -> None:
        self._waits = waits
        self._holds = holds
        self._lets_go_after_unit = until == "unit"
        self._is_alone = False
        for descriptor in (waits, holds):
            os.set_inheritable(descriptor, False)

    # Outside of everything else, so that waiting is nobody's time-out.
    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        if not self._is_alone and suite_of(item.nodeid.partition("::")[0]) != "unit":
            self._is_alone = True
            if self._lets_go_after_unit:
                os.close(self._holds)
            os.read(self._waits, 1)  # nobody writes: it answers when the other end is closed
        return (yield)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("turns")
    group.addoption("--turn-waits", type=int, metavar="DESCRIPTOR")
    group.addoption("--turn-holds", type=int, metavar="DESCRIPTOR")
    group.addoption("--turn-until", choices=["unit", "end"])


def pytest_configure(config: pytest.Config) -> None:
    turns = Turns(
        waits=config.getoption("turn_waits"),
        holds=config.getoption("turn_holds"),
        until=config.getoption("turn_until"),
    )
    config.pluginmanager.register(turns)
