"""Intents are carried out in order, while the socket goes on reading."""

import asyncio

from parloir.realtime.presses import InTurn


class Room:
    """Carries out what is pressed when its door is opened."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self.door = asyncio.Event()
        self.presses = InTurn[str](self._carry_out)

    async def _carry_out(self, name: str) -> None:
        self.begun.append(name)
        await self.door.wait()
        self.done.append(name)

    def press(self, name: str) -> None:
        self.presses.put(name)


async def test_second_press_waits_for_the_first():
    room = Room()
    room.press("begin")
    room.press("leave")
    await asyncio.sleep(0)
    assert (room.begun, room.presses.are_under_way) == (["begin"], True)
    room.door.set()
    await room.presses.carried_out()
    assert (room.done, room.presses.are_under_way) == (["begin", "leave"], False)
    await room.presses.close()


async def test_nothing_is_under_way_before_the_first_press():
    room = Room()
    assert room.presses.are_under_way is False
    await room.presses.carried_out()
    await room.presses.close()


async def test_what_was_pressed_before_the_browser_left_is_done():
    room = Room()
    room.press("end")
    closing = asyncio.create_task(room.presses.close())
    await asyncio.sleep(0)
    room.door.set()
    await closing
    assert room.done == ["end"]
