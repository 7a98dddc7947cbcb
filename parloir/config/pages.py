"""The pages as an ASGI application: each request completely in one thread of a bounded pool.

Django's own handler runs a request in a thread made for it, which opens a new database
connection, and returns to the loop between middlewares. Fifty simultaneous visitors are fifty
threads that queue for SQLite's one writer until it says that the database is locked. Every page
here is synchronous, so a few threads with a connection each serve more people, in the order in
which they arrive.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix

THREADS = 8

Message = Mapping[str, Any]


class PagesHandler(ASGIHandler):
    def __init__(self) -> None:
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="page")

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer a request. If the client disconnects meanwhile, the request is still completed."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self._threads, self._answer, scope, body)
        await self.send_response(response, send)

    def _answer(self, scope: Message, body: IO[bytes]) -> HttpResponseBase:
        """Do for an ASGI request what `django.core.handlers.wsgi` does for a WSGI one."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        with body:
            request, refusal = self.create_request(scope, body)
            response: HttpResponseBase
            if request is not None:
                response = self.get_response(request)
            else:
                assert refusal is not None  # noqa: S101 - one of the two, says create_request
                response = refusal
            if isinstance(response, StreamingHttpResponse):
                response = _in_one_piece(response)
            response.close()  # sends request_finished, and releases the thread's connection
        return response


def _in_one_piece(response: StreamingHttpResponse) -> HttpResponse:
    """Return the body in one piece: static files are streams, but small."""
    whole = HttpResponse(response.getvalue(), status=response.status_code)
    whole.headers, whole.cookies = response.headers, response.cookies
    response.close()
    return whole
