"""Messages are carried out in order, while the socket continues to read."""

import asyncio

from parloir.realtime.serial_queue import SerialQueue


class Room:
    """Carries out intents when its door is opened."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self.door = asyncio.Event()
        self.intents = SerialQueue[str](self._carry_out, most=5)

    async def _carry_out(self, name: str) -> None:
        self.begun.append(name)
        await self.door.wait()
        self.done.append(name)

    def press(self, name: str) -> None:
        self.intents.put(name)


async def test_second_press_waits_for_the_first():
    room = Room()
    room.press("begin")
    room.press("leave")
    await asyncio.sleep(0)
    assert (room.begun, room.intents.is_busy) == (["begin"], True)
    room.door.set()
    await room.intents.join()
    assert (room.done, room.intents.is_busy) == (["begin", "leave"], False)
    await room.intents.close()


async def test_nothing_is_under_way_before_the_first_press():
    room = Room()
    assert room.intents.is_busy is False
    await room.intents.join()
    await room.intents.close()


async def test_what_was_pressed_before_the_browser_left_is_done():
    room = Room()
    room.press("end")
    closing = asyncio.create_task(room.intents.close())
    await asyncio.sleep(0)
    room.door.set()
    await closing
    assert room.done == ["end"]
