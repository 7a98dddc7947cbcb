"""Fixtures that start houses, each with a copy of one prepared data directory."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stage.house import House
from tests.stage.pages_on_machines import PagesOnMachines, pages_on
from tests.stage.prepared import Prepared, prepared_once
from tests.stage.private_network import Machine


@pytest.fixture(scope="session")
def everything(request: pytest.FixtureRequest) -> bool:
    """Tell whether each fault is repeated often enough to find rare failures."""
    return bool(request.config.getoption("everything", default=False))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepared_once(tmp_path_factory)


@pytest.fixture(scope="module")
def shared_house(
    tmp_path_factory: pytest.TempPathFactory, prepared: Prepared
) -> Iterator[Callable[[], House]]:
    """Return the house that the tests of a file share, and restart it if one has stopped it."""
    house = House(tmp_path_factory.mktemp("house"), prepared=prepared)

    def running() -> House:
        if not house.is_running:
            house.start()
        return house

    yield running
    house.clear_away()


@pytest.fixture
def house(shared_house: Callable[[], House]) -> House:
    return shared_house()


@pytest.fixture
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """Return a factory of houses that are not started; without `prepared` the first start is a
    fresh one."""
    built: list[House] = []

    def build(*, prepared: Prepared | None = None) -> House:
        built.append(House(tmp_path_factory.mktemp("house"), prepared=prepared))
        return built[-1]

    yield build
    for house in built:
        house.clear_away()


@pytest.fixture
def pages(machines: dict[str, Machine], tmp_path: Path) -> Iterator[PagesOnMachines]:
    """Yield pages on the machines of the file's own private network."""
    with pages_on(machines, tmp_path) as opened:
        yield opened
