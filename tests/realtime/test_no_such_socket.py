"""An address of a socket that is none of ours is not found, and is no error of ours."""

import pytest
from asgiref.testing import ApplicationCommunicator

from parloir.config.asgi import application
from tests.realtime.browsers import ORIGIN, PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESSES = ["/ws/", "/ws/nothing/", "/ws/wall", "/ws/visit/²/", "/", "/console/", "/ws/visit/a/b/"]


async def _first_answer(path, **more):
    scope = {
        "type": "websocket", "path": path, "query_string": b"", "subprotocols": [],
        "headers": [ORIGIN, (b"host", b"localhost")], **more,
    }  # fmt: skip
    socket = ApplicationCommunicator(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    answer = await socket.receive_output(PATIENCE)
    socket.stop(exceptions=False)
    return answer


@pytest.mark.parametrize("path", ADDRESSES)
async def test_unknown_address_is_not_found(path):
    answer = await _first_answer(path, extensions={"websocket.http.response": {}})
    assert (answer["type"], answer["status"]) == ("websocket.http.response.start", 404)


@pytest.mark.parametrize("path", ADDRESSES)
async def test_server_without_the_extension_refuses(path):
    assert (await _first_answer(path))["type"] == "websocket.close"
