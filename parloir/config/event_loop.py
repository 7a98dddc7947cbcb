"""asyncio's loop with little patience for TLS handshakes: `uvicorn --loop
parloir.config.event_loop:ImpatientLoop`.

uvicorn has no option for it, and a handshake that does not end is a connection that no protocol
of ours sees.
"""

import asyncio
from typing import Any

HANDSHAKE_SECONDS = 10.0
GOODBYE_SECONDS = 5.0


class ImpatientLoop(asyncio.SelectorEventLoop):
    async def create_server(self, *args: Any, **options: Any) -> asyncio.Server:
        if options.get("ssl") is not None:
            options.setdefault("ssl_handshake_timeout", HANDSHAKE_SECONDS)
            options.setdefault("ssl_shutdown_timeout", GOODBYE_SECONDS)
        return await super().create_server(*args, **options)
