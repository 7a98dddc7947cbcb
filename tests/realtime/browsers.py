"""The browser's side of the protocol, without a browser: what it receives and sends."""

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any

from asgiref.testing import ApplicationCommunicator

from parloir.config.asgi import application
from parloir.threads import in_thread

ORIGIN = (b"origin", b"http://localhost")
PATIENCE = 20.0


def string_of(strings: dict[str, str], stem: str, n: int) -> str:
    """Return the string as `UiStrings.count` in frontend/call/ui_strings.ts does."""
    form = strings["number_forms"][n if n < 200 else 100 + n % 100]
    return strings[f"{stem}_{form}"]


class Browser:
    """One socket. It keeps messages until a test reads them."""

    def __init__(self, path: str, *, cookies: dict[str, str] | None = None) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        headers = [ORIGIN, (b"host", b"localhost"), (b"cookie", cookie.encode())]
        scope = {
            "type": "websocket", "path": path, "query_string": b"", "headers": headers,
            "subprotocols": [],
        }  # fmt: skip
        self._socket = ApplicationCommunicator(application, scope)
        self._ids = itertools.count(1)
        self._unread: list[dict[str, Any]] = []
        self.screen: dict[str, Any] = {}
        self.everything_heard = ""
        self.closed_code: int | None = None
        self._has_left = False

    # Lifecycle

    async def connect(self) -> "Browser":
        assert await self.is_accepted()
        return self

    async def is_accepted(self) -> bool:
        await self._socket.send_input({"type": "websocket.connect"})
        answer = await self._socket.receive_output(PATIENCE)
        return answer["type"] == "websocket.accept"

    async def leave(self) -> None:
        if self._has_left:
            return
        self._has_left = True
        await self._socket.send_input({"type": "websocket.disconnect", "code": 1001})
        await self._socket.wait(PATIENCE)

    async def closed_with(self) -> int:
        return (await self.cut_off_with())[0]

    async def cut_off_with(self) -> tuple[int, str]:
        """Return the code of the close and its reason."""
        while True:
            output = await self._socket.receive_output(PATIENCE)
            if output["type"] == "websocket.close":
                return int(output["code"]), output.get("reason") or ""

    async def first_answer(self) -> str | int:
        """Return `screen` when one comes, or the code with which the socket is closed."""
        while True:
            output = await self._socket.receive_output(PATIENCE)
            if output["type"] == "websocket.close":
                return int(output["code"])
            if json.loads(output["text"])["type"] == "screen":
                return "screen"

    # Sending

    async def send(self, **message: Any) -> None:
        await self.send_text(json.dumps(message))

    async def send_text(self, text: str) -> None:
        await self._socket.send_input({"type": "websocket.receive", "text": text})

    async def intend(self, intent: str, **args: Any) -> dict[str, Any]:
        """Send an intent and return its `done` or `error`."""
        number = str(next(self._ids))
        await self.send(type="intent", id=number, name=intent, args=args)
        return await self.hear(lambda message: message.get("reply_to") == number)

    async def does(self, intent: str, **args: Any) -> None:
        answer = await self.intend(intent, **args)
        assert answer["type"] == "done", answer

    # Hearing

    async def sees(self, name: str) -> dict[str, Any]:
        """Wait until this screen is shown."""
        while self.screen.get("name") != name:
            await self._read()
        return self.screen

    async def sees_where(self, check: Any) -> dict[str, Any]:
        while not _is_so(check, self.screen):
            await self._read()
        return self.screen

    async def reads_consequences(self) -> list[str]:
        """Wait for the consequences, which come after the screen with the ground."""
        screen = await self.sees_where(lambda s: (s.get("terminated") or {}).get("consequences"))
        sentences: list[str] = screen["terminated"]["consequences"]
        return sentences

    async def hear(self, check: Any) -> dict[str, Any]:
        while True:
            for message in self._unread:
                if check(message):
                    self._unread.remove(message)
                    return message
            await self._read()

    async def hears(self, kind: str) -> dict[str, Any]:
        return await self.hear(lambda message: message["type"] == kind)

    async def _read(self) -> None:
        output = await self._socket.receive_output(PATIENCE)
        if output["type"] == "websocket.close":
            self.closed_code = int(output["code"])
        assert output["type"] == "websocket.send", output
        self.everything_heard += output["text"]
        message = json.loads(output["text"])
        if message["type"] == "screen":
            self.screen = message["screen"]
        self._unread.append(message)


def _is_so(check: Any, screen: dict[str, Any]) -> bool:
    """Tell whether the screen is as expected; one without such a field is an earlier screen."""
    try:
        return bool(check(screen))
    except (KeyError, IndexError, TypeError):
        return False


async def eventually(look: Callable[[], bool]) -> None:
    """Wait until `look`, which reads the database in a thread, returns a true value."""
    async with asyncio.timeout(PATIENCE):
        while not await in_thread(look):  # noqa: ASYNC110 - a row has no event to wait for
            await asyncio.sleep(0.02)
