"""A relay between browser and server that counts the bytes that the server sends."""

import asyncio
import threading
from types import TracebackType
from typing import Self

from bench.figures import MeasurementFailed

CHUNK = 65536


class CountingRelay:
    """Listens on a port of its own within the `with` block.

    `sent` is the number of bytes from the server so far, for all requests: headers and bodies."""

    def __init__(self, *, to_port: int) -> None:
        self._to_port = to_port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="relay", daemon=True)
        self._pipes: set[asyncio.Task[None]] = set()
        self.port = 0
        self.sent = 0

    def __enter__(self) -> Self:
        self._thread.start()
        listening = asyncio.run_coroutine_threadsafe(self._listen(), self._loop)
        try:
            self.port = listening.result(timeout=5)
        except (OSError, TimeoutError) as failure:
            raise MeasurementFailed("the counting relay could not listen") from failure
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _close(self) -> None:
        self._server.close()
        for pipe in self._pipes:
            pipe.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
        for source, target, counts in (
            (reader, far_writer, False),
            (far_reader, writer, True),
        ):
            pipe = asyncio.create_task(self._pass_on(source, target, counts=counts))
            self._pipes.add(pipe)
            pipe.add_done_callback(self._pipes.discard)

    async def _pass_on(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, counts: bool
    ) -> None:
        try:
            while chunk := await source.read(CHUNK):
                if counts:
                    self.sent += len(chunk)
                target.write(chunk)
                await target.drain()
        except ConnectionError:
            return  # one side closed the connection: the other's is closed below
        finally:
            target.close()
