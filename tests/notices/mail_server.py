"""A real SMTP server in the test's process, which can be told to refuse mail."""

import socket
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller


@dataclass
class Postbox:
    """Keeps mail. `refuse` maps an address to the reply that its message gets."""

    messages: list[Message] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    hang_up_on: set[str] = field(default_factory=set)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        (address,) = envelope.rcpt_tos
        if address in self.hang_up_on:
            server.transport.close()
            return "421 Bye"
        if address in self.refuse:
            return self.refuse[address]
        self.messages.append(message_from_bytes(envelope.content))
        return "250 OK"

    def addresses(self) -> list[str]:
        return [str(message["To"]) for message in self.messages]


def start_mail_server(postbox: Postbox) -> Controller:
    """Start it at a port that was free a moment ago; the controller cannot choose one itself."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    return controller
