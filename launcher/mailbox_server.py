"""The demo's mail server, which takes every message over SMTP and keeps it in a folder.

    python -m launcher.mailbox_server PORT FOLDER

Each message becomes one complete `.eml` file. Listens on loopback only.
"""

import asyncio
import os
import signal
import sys
import time
import uuid
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"
MOST_BYTES = 10 * 1024 * 1024


class Mailbox:
    """Writes the messages that arrive. File names sort by the time of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(  # noqa: N802 (the name is aiosmtpd's)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 The message was not understood"
        heads = "".join(f"X-Envelope-To: {address}\r\n" for address in envelope.rcpt_tos)
        await asyncio.to_thread(self._keep, heads.encode() + content)
        return "250 Kept"

    def _keep(self, message: bytes) -> None:
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}.eml"
        beside = self.folder / f".{name}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(message)
            new.flush()
            os.fsync(new.fileno())
        beside.rename(self.folder / name)


async def serve(port: int, folder: Path) -> None:
    """Serve until TERM."""
    loop = asyncio.get_running_loop()
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_stop.set)
    mailbox = Mailbox(folder)
    server = await loop.create_server(
        lambda: SMTP(
            mailbox, hostname="localhost", enable_SMTPUTF8=True, data_size_limit=MOST_BYTES
        ),
        host=LOOPBACK,
        port=port,
    )
    async with server:
        await told_to_stop.wait()


if __name__ == "__main__":
    kept_in = Path(sys.argv[2])
    kept_in.mkdir(parents=True, exist_ok=True, mode=0o700)
    asyncio.run(serve(int(sys.argv[1]), kept_in))
