"""The pages as an ASGI application: each request completely in one thread of a bounded pool.

How much of a request's body is read depends on its route. Pictures are read and answered apart from
everything else, so that many of them make only each other wait.

Django's own handler runs a request in a thread made for it, which opens a new database
connection, and returns to the loop between middlewares. Fifty simultaneous visitors are fifty
threads that queue for SQLite's one writer until it says that the database is locked. Every page
here is synchronous, so a few threads with a connection each serve more people, in the order in
which they arrive.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from time import monotonic
from typing import IO

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix

from parloir.config.bodies import (
    Body,
    Message,
    Receive,
    Send,
    Unfinished,
    is_announced,
    read_body,
)
from parloir.config.full_addresses import is_turned_away
from parloir.config.uploads import NotNow, UploadsInProgress, account_of
from parloir.logs.requests import log_answer
from parloir.web.body_limits import BodyLimit, body_limit_of
from parloir.web.unread import SCOPE_KEY, Unread

THREADS = 8
# Each waits for the one helper that decodes; the second one does the rest of its work meanwhile.
UPLOAD_THREADS = 2


class PagesHandler(ASGIHandler):
    def __init__(self) -> None:
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="page")
        self._upload_threads = ThreadPoolExecutor(UPLOAD_THREADS, thread_name_prefix="upload")
        self._uploads = UploadsInProgress()
        self._unfinished = Unfinished()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request. If the client disconnects meanwhile, the request is still completed."""
        limit = body_limit_of(scope["method"], scope["path"])
        with suppress(RequestAborted):
            if await is_turned_away(scope):
                body = Body(BytesIO(), is_whole=False, unread=Unread.TOO_MANY_CONNECTIONS)
                await self._respond(scope, body, receive, send)
            elif limit.is_upload and is_announced(scope):
                await self._take_upload(limit, scope, receive, send)
            else:
                body = await read_body(scope, receive, most_bytes=limit.most_bytes)
                await self._respond(scope, body, receive, send)

    async def _take_upload(
        self, limit: BodyLimit, scope: Message, receive: Receive, send: Send
    ) -> None:
        loop = asyncio.get_running_loop()
        account = await loop.run_in_executor(self._threads, account_of, scope)
        threads = self._threads if limit.is_urgent else self._upload_threads
        try:
            with self._uploads.one_more(account):
                body = await read_body(scope, receive, most_bytes=limit.most_bytes)
                await self._respond(scope, body, receive, send, threads=threads)
        except NotNow as refused:
            body = Body(BytesIO(), is_whole=False, unread=refused.unread)
            await self._respond(scope, body, receive, send)

    async def _respond(
        self,
        scope: Message,
        body: Body,
        receive: Receive,
        send: Send,
        *,
        threads: ThreadPoolExecutor | None = None,
    ) -> None:
        if body.unread is not None:
            scope, threads = {**scope, SCOPE_KEY: body.unread}, None
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(
            threads or self._threads, self._answer, scope, body.content
        )
        if not body.is_whole:
            send = self._unfinished.sender(send, receive, throws_away=body.unread is not None)
        await self.send_response(response, send)

    def _answer(self, scope: Message, body: IO[bytes]) -> HttpResponseBase:
        """Do for an ASGI request what `django.core.handlers.wsgi` does for a WSGI one."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        with body:
            began = monotonic()
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
            log_answer(request, status=response.status_code, seconds=monotonic() - began)
        return response


def _in_one_piece(response: StreamingHttpResponse) -> HttpResponse:
    """Return the body in one piece: static files are streams, but small."""
    whole = HttpResponse(response.getvalue(), status=response.status_code)
    whole.headers, whole.cookies = response.headers, response.cookies
    response.close()
    return whole
