"""Requests and sockets are for this site, by name and port, and come from one of its pages."""

from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from parloir.config.site_address import SiteAddress, address_in, origin_in

HERE, ABROAD, PROXY = "127.0.0.1", "203.0.113.5", "10.0.0.9"
SITE = "https://visits.example.org"


@pytest.fixture(autouse=True)
def site(settings):
    settings.BASE_URL = SITE
    settings.HOSTS = ""
    settings.TRUSTED_PROXIES = ""
    settings.DEMO = False


class Seen:
    """An application that remembers what reaches it."""

    scope: dict[str, Any] | None = None

    async def __call__(self, scope, receive, send):
        self.scope = scope


async def asked(host, *, peer=ABROAD, kind="http", origin=None, path="/", scheme=None, **headers):
    """Return what reached the application (None: refused), and the answer to a refusal."""
    sent = [(b"host", one.encode()) for one in ([host] if isinstance(host, str) else host)]
    if origin is not None:
        sent.append((b"origin", origin.encode()))
    sent += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    seen = Seen()
    scope = {
        "type": kind,
        "path": path,
        "headers": sent,
        "client": (peer, 50000) if peer else None,
        "server": ("127.0.0.1", 8000),
        "scheme": scheme or ("http" if kind == "http" else "ws"),
    }
    communicator = ApplicationCommunicator(SiteAddress(seen), scope)
    if kind == "websocket":
        await communicator.send_input({"type": "websocket.connect"})
    await communicator.wait(5)
    answer = None
    if seen.scope is None:
        answer = await communicator.receive_output(5)
    return seen.scope, answer


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("visits.example.org", True),
        ("VISITS.example.org:443", True),
        ("visits.example.org.", True),
        ("visits.example.org:8443", False),
        ("visits.example.org:80", False),
        ("evil.example", False),
        ("visits.example.org.evil.example", False),
        ("visits.example.org@evil.example", False),
        ("visits.example.org/", False),
        ("visits.example.org:", False),
        ("visits.example.org:99999", False),
        ("localhost:8000", False),
        ("127.0.0.1:8000", False),
        ("", False),
    ],
)
async def test_host_and_port_are_those_of_the_base_address(host, is_ours):
    scope, answer = await asked(host)
    assert (scope is not None) is is_ours
    if not is_ours:
        assert answer["status"] == 400


async def test_two_hosts_or_none_are_refused():
    assert (await asked([]))[0] is None
    assert (await asked(["visits.example.org", "visits.example.org"]))[0] is None


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("localhost:8000", True),
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("localhost:8001", False),
        ("localhost", False),
        ("evil.example:8000", False),
    ],
)
async def test_the_machine_itself_may_use_a_loopback_name_with_our_port(host, is_ours):
    scope, _ = await asked(host, peer=HERE)
    assert (scope is not None) is is_ours


async def test_in_the_demo_the_machine_itself_may_use_any_port(settings):
    settings.DEMO = True
    assert (await asked("localhost:9000", peer=HERE))[0] is not None
    assert (await asked("localhost:9000"))[0] is None
    assert (await asked("evil.example:9000", peer=HERE))[0] is None


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("jail.internal", True),
        ("jail.internal:443", True),
        ("jail.internal:8443", False),
        ("other.internal:8443", True),
        ("other.internal", False),
        ("any.internal:1", True),
        ("any.internal", True),
    ],
)
async def test_further_addresses(settings, host, is_ours):
    settings.HOSTS = "jail.internal, other.internal:8443,any.internal:*"
    assert ((await asked(host))[0] is not None) is is_ours


async def test_what_a_trusted_proxy_forwards_is_taken(settings):
    settings.TRUSTED_PROXIES = PROXY
    forwarded = {
        "x_forwarded_host": "visits.example.org",
        "x_forwarded_proto": "https",
        "x_forwarded_for": f"1.2.3.4, {ABROAD}",
    }
    scope, _ = await asked("127.0.0.1:8000", peer=PROXY, **forwarded)
    assert scope is not None
    assert (scope["scheme"], scope["client"][0]) == ("https", ABROAD)
    assert dict(scope["headers"])[b"host"] == b"visits.example.org"


@pytest.mark.parametrize(("port", "is_ours"), [("443", True), ("8443", False), ("x", True)])
async def test_the_forwarded_port_is_compared(settings, port, is_ours):
    settings.TRUSTED_PROXIES = PROXY
    scope, _ = await asked(
        "a", peer=PROXY, x_forwarded_host="visits.example.org", x_forwarded_port=port
    )
    assert (scope is not None) is is_ours


async def test_a_proxy_that_forwards_another_host_is_refused(settings):
    settings.TRUSTED_PROXIES = PROXY
    scope, _ = await asked("visits.example.org", peer=PROXY, x_forwarded_host="evil.example")
    assert scope is None


async def test_what_anybody_else_forwards_says_nothing(settings):
    settings.TRUSTED_PROXIES = PROXY
    forwarded = {"x_forwarded_host": "visits.example.org", "x_forwarded_for": HERE}
    assert (await asked("evil.example", **forwarded))[0] is None
    scope, _ = await asked("visits.example.org", **forwarded, x_forwarded_proto="https")
    assert scope is not None
    assert (scope["scheme"], scope["client"][0]) == ("http", ABROAD)


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("https://visits.example.org", True),
        ("https://visits.example.org:443", True),
        ("HTTPS://VISITS.example.org", True),
        ("http://visits.example.org", False),
        ("https://visits.example.org:8443", False),
        ("https://www.visits.example.org", False),
        ("https://visits.example.org.evil.example", False),
        ("https://evil.example", False),
        ("https://localhost:8000", False),
        ("visits.example.org", False),
        ("https://visits.example.org/", False),
        ("null", False),
        ("", False),
        (None, False),
    ],
)
async def test_the_origin_of_a_socket_is_compared_whole(settings, origin, is_ours):
    settings.TRUSTED_PROXIES = PROXY
    scope, answer = await asked(
        "visits.example.org",
        peer=PROXY,
        kind="websocket",
        origin=origin,
        x_forwarded_proto="https",
        x_forwarded_for=ABROAD,
    )
    assert (scope is not None) is is_ours
    if not is_ours:
        assert answer["type"] == "websocket.close"


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("http://localhost:8000", True),
        ("http://localhost", False),
        ("https://localhost:8000", False),
    ],
)
async def test_a_socket_opened_at_a_loopback_name_comes_from_there(origin, is_ours):
    scope, _ = await asked("localhost:8000", peer=HERE, kind="websocket", origin=origin)
    assert (scope is not None) is is_ours


async def test_a_socket_for_another_host_is_refused():
    scope, _ = await asked("evil.example", kind="websocket", origin=SITE)
    assert scope is None


async def test_a_refused_page_says_the_right_address():
    seen = Seen()
    scope = {"type": "http", "path": "/", "headers": [(b"host", b"<b>")], "client": (ABROAD, 1)}
    communicator = ApplicationCommunicator(SiteAddress(seen), scope)
    start = await communicator.receive_output(5)
    body = (await communicator.receive_output(5))["body"].decode()
    assert dict(start["headers"])[b"cache-control"] == b"no-store"
    assert f'href="{SITE}/"' in body
    assert 'lang="es"' in body
    assert "<b>" not in body


async def test_a_program_gets_a_problem():
    _, answer = await asked("evil.example", path="/api/v1/")
    assert dict(answer["headers"])[b"content-type"] == b"application/problem+json"


@pytest.mark.parametrize("text", ["a:b", "a@b", "a/b", "[::1", "a b:x", "a?b", "a#b", ":80"])
def test_what_is_no_address(text):
    assert address_in(text) is None
    assert origin_in(f"https://{text}") is None
