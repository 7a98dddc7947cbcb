"""Which screen is rendered next."""

import asyncio

import pytest

from parloir.realtime import redraw_lane
from parloir.realtime.redraw_lane import RedrawLane, Urgency

IDLE, VISIT, OFFICER = Urgency.IDLE, Urgency.VISIT, Urgency.OFFICER


class Renderings:
    """Renderings that have begun, in order; each ends when it is told to."""

    def __init__(self, lane: RedrawLane) -> None:
        self._lane = lane
        self.begun: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def want(self, name: str, urgency: Urgency) -> None:
        self._ends[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._render(name, urgency))
        await settle()

    async def end(self, name: str) -> None:
        self._ends[name].set()
        await settle()

    async def _render(self, name: str, urgency: Urgency) -> None:
        async with self._lane.turn(urgency):
            self.begun.append(name)
            await self._ends[name].wait()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
async def lane():
    return RedrawLane(places=2, places_of_idle=1)


@pytest.fixture
async def renderings(lane):
    made = Renderings(lane)
    yield made
    for task in made.tasks.values():
        task.cancel()
    await asyncio.gather(*made.tasks.values(), return_exceptions=True)


async def test_as_many_as_there_are_places_begin_at_once(renderings):
    for name in "abc":
        await renderings.want(name, VISIT)
    assert renderings.begun == ["a", "b"]
    await renderings.end("b")
    assert renderings.begun == ["a", "b", "c"]


async def test_the_urgent_go_first_and_others_in_their_order(renderings):
    await renderings.want("a", VISIT)
    await renderings.want("b", VISIT)
    for name, urgency in (("idle", IDLE), ("c", VISIT), ("wall", OFFICER), ("d", VISIT)):
        await renderings.want(name, urgency)
    for name in ("a", "b", "wall", "c", "d"):
        await renderings.end(name)
    assert renderings.begun == ["a", "b", "wall", "c", "d", "idle"]


async def test_idle_devices_leave_places_for_the_others(renderings):
    await renderings.want("idle 1", IDLE)
    await renderings.want("idle 2", IDLE)
    assert renderings.begun == ["idle 1"]
    await renderings.want("wall", OFFICER)
    assert renderings.begun == ["idle 1", "wall"]
    await renderings.end("wall")
    assert renderings.begun == ["idle 1", "wall"]
    await renderings.end("idle 1")
    assert renderings.begun == ["idle 1", "wall", "idle 2"]


async def test_none_begins_during_a_press(lane, renderings):
    with lane.press(), lane.press():
        await renderings.want("wall", OFFICER)
        assert renderings.begun == []
    await settle()
    assert renderings.begun == ["wall"]


async def test_presses_without_end_do_not_hold_screens_for_ever(lane, renderings, monkeypatch):
    monkeypatch.setattr(redraw_lane, "LONGEST_HOLD_S", 0.02)
    with lane.press():
        await renderings.want("wall", OFFICER)
        async with asyncio.timeout(20):
            while not renderings.begun:  # noqa: ASYNC110 - it ends by a timer
                await asyncio.sleep(0.005)


async def test_who_leaves_while_waiting_takes_no_place(renderings):
    await renderings.want("a", VISIT)
    await renderings.want("b", VISIT)
    await renderings.want("gone", VISIT)
    await renderings.want("c", VISIT)
    renderings.tasks["gone"].cancel()
    await renderings.end("a")
    assert renderings.begun == ["a", "b", "c"]
    await renderings.end("b")
    await renderings.end("c")
    await renderings.want("d", VISIT)
    await renderings.want("e", VISIT)
    assert renderings.begun == ["a", "b", "c", "d", "e"]


async def test_who_leaves_while_rendering_gives_the_place_back(renderings):
    for name in "abc":
        await renderings.want(name, IDLE)
    renderings.tasks["a"].cancel()
    await settle()
    assert renderings.begun == ["a", "b"]
