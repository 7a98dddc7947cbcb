"""One WebSocket to Janus for all sessions of this process.

The connection maintains itself: it opens on first use, reopens with growing pauses when it breaks,
and keeps every session alive. When it breaks, all sessions count as lost: events during the gap are
lost, so no remembered state can be trusted. Sessions that
Janus still holds are ended as soon as the connection is back, before anything else is asked.
"""

import asyncio
import contextlib
import json
import logging
import secrets
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from parloir.media.errors import MediaError, MediaServerUnavailable
from parloir.media.janus.replies import SESSION_NOT_FOUND, Message, code_of, error_of

logger = logging.getLogger(__name__)

KEEP_ALIVE_S = 25.0
"""Janus ends a session after 60 s of silence (`session_timeout`)."""
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0


class SessionListener(Protocol):
    """Receives all messages of Janus in a session.

    `asked` means that the message is a reply to a request. Listeners receive replies as well, so
    that they know the order of all messages.
    """

    def on_message(self, message: Message, *, asked: bool) -> None: ...

    def on_lost(self, reason: str) -> None: ...


class JanusConnection:
    def __init__(
        self,
        *,
        url: str,
        api_secret: str,
        request_timeout: float = 5.0,
        connect_timeout: float = 2.0,
    ) -> None:
        self._url = url
        self._api_secret = api_secret
        self._request_timeout = request_timeout
        self._connect_timeout = connect_timeout
        self._pending: dict[str, tuple[asyncio.Future[Message], bool]] = {}
        self._listeners: dict[int, SessionListener] = {}
        self._orphans: set[int] = set()
        self._ready = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._closed = False

    # Asking

    async def request(
        self, message: Message, *, ack_suffices: bool = False, within: float | None = None
    ) -> Message:
        """Ask Janus and return its reply, an error reply included (`error_of`).

        `ack_suffices`: for requests that Janus merely acknowledges. Raises
        `MediaServerUnavailable` without a connection or a reply `within` so many seconds.
        """
        socket = await self._connected(within)
        return await self._exchange(
            socket, message, ack_suffices=ack_suffices, within=within or self._request_timeout
        )

    async def ask(
        self, message: Message, *, ack_suffices: bool = False, within: float | None = None
    ) -> Message:
        """Like `request`, but raises an error reply as one of our errors."""
        reply = await self.request(message, ack_suffices=ack_suffices, within=within)
        error = error_of(reply)
        if error is not None:
            raise error
        return reply

    # Sessions

    def listen(self, session_id: int, listener: SessionListener) -> None:
        """Pass this session's messages to `listener`, and keep the session alive."""
        self._listeners[session_id] = listener

    def forget(self, session_id: int) -> None:
        self._listeners.pop(session_id, None)

    async def end_session(self, session_id: int) -> None:
        """End a session, including one that an earlier connection of ours left behind."""
        await self.request({"janus": "claim", "session_id": session_id})
        await self.request({"janus": "destroy", "session_id": session_id})

    # Lifecycle

    async def close(self) -> None:
        """Close for good. Requests without a reply yet raise `MediaServerUnavailable`."""
        self._closed = True
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        self._fail_all("the connection was closed")

    # Private

    async def _connected(self, within: float | None) -> ClientConnection:
        if self._closed:
            raise MediaServerUnavailable("the connection was closed")
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._stay_connected(), name="janus connection")
        patience = self._connect_timeout
        try:
            async with asyncio.timeout(min(within or patience, patience)):
                await self._ready.wait()
        except TimeoutError:
            raise MediaServerUnavailable("no connection to the media server") from None
        if self._socket is None:
            raise MediaServerUnavailable("no connection to the media server")
        return self._socket

    async def _stay_connected(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._closed:
            try:
                async with connect(
                    self._url,
                    subprotocols=[Subprotocol("janus-protocol")],
                    open_timeout=self._connect_timeout,
                    close_timeout=1,
                    ping_interval=10,
                    ping_timeout=10,
                    max_size=2**20,
                    compression=None,
                    proxy=None,
                ) as socket:
                    pause = FIRST_PAUSE_S
                    await self._serve(socket)
            except (OSError, TimeoutError, WebSocketException) as error:
                if pause == FIRST_PAUSE_S:  # once an outage
                    logger.warning("No connection to the media server: %s", type(error).__name__)
            await asyncio.sleep(pause + secrets.randbelow(20) / 1000)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _serve(self, socket: ClientConnection) -> None:
        """End leftover sessions, then read and keep sessions alive until the socket closes."""
        reader = asyncio.create_task(self._read(socket), name="janus reader")
        upkeep = asyncio.create_task(self._upkeep(socket), name="janus upkeep")
        try:
            await reader
        finally:
            upkeep.cancel()
            reader.cancel()
            await asyncio.gather(reader, upkeep, return_exceptions=True)
            self._ready.clear()
            self._socket = None
            self._orphans |= self._listeners.keys()
            self._fail_all("the connection to the media server broke")

    async def _upkeep(self, socket: ClientConnection) -> None:
        await self._end_orphans(socket)
        self._socket = socket
        self._ready.set()
        logger.info("Connected to the media server")
        while True:
            await asyncio.sleep(KEEP_ALIVE_S)
            await asyncio.gather(*(self._keep_alive(socket, each) for each in self._listeners))

    async def _end_orphans(self, socket: ClientConnection) -> None:
        for session_id in sorted(self._orphans):
            for verb in ("claim", "destroy"):
                with contextlib.suppress(MediaError):
                    await self._exchange(
                        socket, {"janus": verb, "session_id": session_id}, within=1.0
                    )
            self._orphans.discard(session_id)

    async def _keep_alive(self, socket: ClientConnection, session_id: int) -> None:
        try:
            reply = await self._exchange(
                socket,
                {"janus": "keepalive", "session_id": session_id},
                ack_suffices=True,
                within=self._request_timeout,
            )
        except MediaServerUnavailable:
            return
        if code_of(reply) == SESSION_NOT_FOUND:
            self._lose(session_id, "the media server was restarted")

    async def _exchange(
        self,
        socket: ClientConnection,
        message: Message,
        *,
        ack_suffices: bool = False,
        within: float,
    ) -> Message:
        transaction = secrets.token_hex(8)
        reply: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._pending[transaction] = (reply, ack_suffices)
        asked = {**message, "transaction": transaction, "apisecret": self._api_secret}
        try:
            async with asyncio.timeout(within):
                await socket.send(json.dumps(asked))
                return await reply
        except TimeoutError:
            raise MediaServerUnavailable("the media server does not answer") from None
        except WebSocketException:
            raise MediaServerUnavailable("the connection to the media server broke") from None
        finally:
            self._pending.pop(transaction, None)

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            message: Any = json.loads(text)
            if isinstance(message, dict):
                self._dispatch(message)

    def _dispatch(self, message: Message) -> None:
        waiting = self._pending.get(message.get("transaction", ""))
        session_id = message.get("session_id", 0)
        if message.get("janus") == "timeout":
            self._lose(session_id, "the media server has ended the session")
        elif session_id in self._listeners:
            self._listeners[session_id].on_message(message, asked=waiting is not None)
        if waiting is not None:
            reply, ack_suffices = waiting
            if not reply.done() and (ack_suffices or message.get("janus") != "ack"):
                reply.set_result(message)

    def _lose(self, session_id: int, reason: str) -> None:
        listener = self._listeners.pop(session_id, None)
        if listener is not None:
            listener.on_lost(reason)

    def _fail_all(self, reason: str) -> None:
        for reply, _ in self._pending.values():
            if not reply.done():
                reply.set_exception(MediaServerUnavailable(reason))
        for session_id in list(self._listeners):
            self._lose(session_id, reason)
