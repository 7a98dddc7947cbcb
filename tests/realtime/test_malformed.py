"""Messages that none of our pages would send are answered, and the socket stays open."""

import json

import pytest

from tests.realtime.watching import wall_of

BROKEN = [
    "",
    "nonsense",
    "[]",
    "[" * 20_000 + "]" * 20_000,
    '{"type": "intent", "id": "1", "name": "set_language", "args": {"a": '
    + "[" * 900
    + "]" * 900
    + "}}",
    '{"type": "intent", "id": "\\ud800", "name": "set_language", "args": {}}',
    '{"type": "intent", "id": "1", "name": "\\udfff", "args": {}}',
    '{"type": "intent", "id": "1", "name": "set_language", "args": {"lang": ["\\ud800"]}}',
    '{"type": "intent", "id": "1", "name": "set_language", "args": {"\\ud800": "en"}}',
    '{"type": "intent", "id": "1", "name": "set_language", "args": {"lang": ["\\u0000"]}}',
    '{"type": "ping", "watching": ["\\ud800"]}',
    '{"type": "ping", "watching": ["\\u0000"]}',
    '{"type": "media.watch", "leg": "\\ud800", "attempt": 1}',
    '{"type": "media.watch", "leg": "\\u0000", "attempt": 1}',
    '{"type": "media.join", "leg": "side", "attempt": 1, "sdp": "v=0\\ud800"}',
]


async def opened(scene, officer, surface):
    if surface == "wall":
        return await wall_of(scene, officer)
    return await (scene.monitor() if surface == "monitor" else scene.station())


@pytest.mark.parametrize("surface", ["monitor", "station", "wall"])
async def test_malformed_messages_change_nothing_and_close_nothing(scene, officer, surface):
    browser = await opened(scene, officer, surface)
    await browser.hears("screen")
    for frame in BROKEN:
        await browser.send_text(frame)
        answer = await browser.hears("error")
        assert (answer["code"], answer["reply_to"]) == ("malformed", None), frame[:80]
    await browser.send_text(json.dumps({"type": "ping"}))
    await browser.hears("pong")
