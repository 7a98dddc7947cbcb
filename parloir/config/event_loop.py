"""asyncio's loop with little patience for clients: `uvicorn --loop
parloir.config.event_loop:ImpatientLoop`.

uvicorn has no option for it, and no protocol of ours sees a TLS handshake that does not end, or
what the kernel still has to deliver after a connection is closed.
"""

import asyncio
from typing import Any

from parloir.config.kernel_patience import limit_kernel_patience

HANDSHAKE_SECONDS = 10.0
GOODBYE_SECONDS = 5.0
# As long as `parloir.config.http_protocol` waits for an answer that stands still.
UNTAKEN_SECONDS = 20.0


class ImpatientLoop(asyncio.SelectorEventLoop):
    async def create_server(self, *args: Any, **options: Any) -> asyncio.Server:
        if options.get("ssl") is not None:
            options.setdefault("ssl_handshake_timeout", HANDSHAKE_SECONDS)
            options.setdefault("ssl_shutdown_timeout", GOODBYE_SECONDS)
        server = await super().create_server(*args, **options)
        for listening in server.sockets:
            limit_kernel_patience(listening, seconds=UNTAKEN_SECONDS)
        return server
