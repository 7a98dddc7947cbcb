"""The session from which rooms are ruled. It belongs to no visit and carries no media."""

import secrets

from parloir.media.janus import videoroom
from parloir.media.janus.replies import Message, plugin_data
from parloir.media.janus.transport import JanusConnection
from parloir.media.protocol import LARGEST_ID


class ControlSession:
    def __init__(self, connection: JanusConnection) -> None:
        self._connection = connection
        self._session_id = 1 + secrets.randbelow(LARGEST_ID)
        self._handle_id = 0
        self.lost = False

    async def open(self) -> None:
        await self._connection.ask({"janus": "create", "id": self._session_id})
        self._connection.listen(self._session_id, self)
        attached = await self._connection.ask(
            {"janus": "attach", "session_id": self._session_id, "plugin": videoroom.PLUGIN}
        )
        self._handle_id = attached["data"]["id"]

    async def ask(self, body: Message) -> Message:
        """Send a request about a room, and return the plugin's answer."""
        reply = await self._connection.ask(
            {
                "janus": "message",
                "session_id": self._session_id,
                "handle_id": self._handle_id,
                "body": body,
            }
        )
        return plugin_data(reply)

    async def close(self) -> None:
        self._connection.forget(self._session_id)
        await self._connection.request({"janus": "destroy", "session_id": self._session_id})

    # What the connection tells

    def on_message(self, message: Message, *, asked: bool) -> None:
        """Ignore it: Janus tells this session nothing that it has not asked for."""

    def on_lost(self, reason: str) -> None:
        self.lost = True
