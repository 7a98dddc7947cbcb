"""Port 443 for pages and relay: by an address for each, and by nginx choosing by name.

Both with the examples of `deploy/`, the real nginx and the real coturn, in a network of its own.
"""

import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from launcher.certificate import ensure_certificate
from parloir.media.relay import relay_credential
from tests.relay.running import running_relay
from tests.relay.turn_client import FORBIDDEN, OK, TurnClient
from tests.stage.private_network import Machine, private_network, why_not
from tests.stage.waiting import wait_until

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
STREAM_MODULE = Path("/usr/lib/nginx/modules/ngx_stream_module.so")
SECRET = "0123456789abcdef0123456789abcdef"
OWN_ADDRESS, PAGES_ADDRESS, MEDIA_ADDRESS = "10.79.0.11", "10.79.0.10", "10.79.0.20"
BROWSER_ADDRESS = "10.79.0.30"
RELAY_NAME, PAGES_NAME = "turn.example.org", "visits.example.org"
PLAIN_LISTENER = "    listen {address}:443 ssl;\n"


@pytest.fixture
def machines() -> Iterator[dict[str, Machine]]:
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    if shutil.which("nginx") is None or not STREAM_MODULE.exists():
        pytest.skip("needs nginx with Debian's package libnginx-mod-stream")
    addresses = {
        "house": f"{PAGES_ADDRESS}/24",
        "media": f"{MEDIA_ADDRESS}/24",
        "browser": f"{BROWSER_ADDRESS}/24",
    }
    with private_network(addresses) as made:
        second = ("ip", "-n", made["house"].namespace, "addr", "add", f"{OWN_ADDRESS}/24")
        subprocess.run([*second, "dev", "eth0"], check=True)
        yield made


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    ensure_certificate(host=RELAY_NAME, folder=tmp_path, now=datetime.now(UTC))
    return tmp_path


def filled_in(folder: Path, *, behind_nginx: bool) -> None:
    """Write the example of a relay's configuration with this network's values."""
    values = {
        "<192.0.2.11>": OWN_ADDRESS,
        "<192.0.2.10>": MEDIA_ADDRESS,
        "</etc/ssl/parloir/turn-fullchain.pem>": str(folder / "tls.crt"),
        "</etc/ssl/parloir/turn-privkey.pem>": str(folder / "tls.key"),
        "<openssl rand -hex 32>": SECRET,
        "/run/parloir-turn/": f"{folder}/",
    }
    text = (DEPLOY / "turnserver.conf.example").read_text()
    if behind_nginx:
        values["tls-listening-port=443"] = "listening-ip=127.0.0.1\ntls-listening-port=5349"
    for placeholder, value in values.items():
        assert placeholder in text
        text = text.replace(placeholder, value)
    assert not re.search(r"^[^#]*[<>]", text, re.MULTILINE)
    (folder / "turnserver.conf").write_text(text)


@contextmanager
def nginx(folder: Path, *, within: Machine, listens: str, stream: str = "") -> Iterator[None]:
    """Run nginx, whose page says from which address the request comes."""
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"load_module {STREAM_MODULE};\n"
        f"pid {folder}/nginx.pid;\n"
        f"error_log {folder}/nginx.log;\n"
        "daemon off;\n"
        "events {}\n"
        f"{stream}\n"
        "http {\n"
        "  access_log off;\n"
        "  server {\n"
        f"{listens}"
        f"    ssl_certificate {folder}/tls.crt;\n"
        f"    ssl_certificate_key {folder}/tls.key;\n"
        '    return 200 "from $remote_addr";\n'
        "  }\n"
        "}\n"
    )
    process = subprocess.Popen([*within.words, "nginx", "-c", str(configuration)])
    try:
        wait_until((folder / "nginx.pid").exists, "nginx to start")
        yield
    finally:
        process.terminate()
        process.wait()


def page_at(address: str, *, asked_for: str | None, on: Machine) -> str:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        on.do(lambda: socket.create_connection((address, 443), timeout=10)) as plain,
        context.wrap_socket(plain, server_hostname=asked_for) as opened,
    ):
        opened.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = b""
        while part := opened.recv(4096):
            answer += part
    return answer.decode().rpartition("\r\n")[2]


def reaches_media_alone(address: str, *, on: Machine) -> bool:
    ends_at = datetime.now(UTC) + timedelta(minutes=10)
    made = relay_credential(secret=SECRET, name="leg", ends_at=ends_at)
    client = on.do(
        lambda: TurnClient(
            (address, 443),
            username=made.username,
            password=made.password,
            over="tls",
            server_name=RELAY_NAME,
        )
    )
    try:
        codes = [client.allocate().code]
        codes += [client.permit(peer).code for peer in (MEDIA_ADDRESS, PAGES_ADDRESS)]
    finally:
        client.close()
    return codes == [OK, OK, FORBIDDEN]


def test_relay_with_an_address_of_its_own_has_port_443_there(
    machines: dict[str, Machine], keys: Path
) -> None:
    filled_in(keys, behind_nginx=False)
    house, browser = machines["house"], machines["browser"]
    listens = PLAIN_LISTENER.format(address=PAGES_ADDRESS)

    with (
        running_relay(
            keys, within=house, seen_from=browser, address=OWN_ADDRESS, tls_port=443
        ) as relay,
        nginx(keys, within=house, listens=listens),
    ):
        assert reaches_media_alone(OWN_ADDRESS, on=browser)
        assert page_at(PAGES_ADDRESS, asked_for=PAGES_NAME, on=browser) == f"from {BROWSER_ADDRESS}"
        assert "Bad configuration" not in relay.said()


def test_nginx_chooses_by_name_and_still_knows_who_asks(
    machines: dict[str, Machine], keys: Path
) -> None:
    filled_in(keys, behind_nginx=True)
    house, browser = machines["house"], machines["browser"]
    example = (DEPLOY / "nginx-stream.conf.example").read_text()
    listens = "".join(f"{line}\n" for line in re.findall(r"^#( {5}\S.*;)$", example, re.MULTILINE))
    assert listens.count("proxy_protocol") == 2
    # This network has no IPv6.
    stream = example.replace("        listen [::]:443;\n", "")

    with (
        running_relay(keys, within=house, seen_from=browser, address=OWN_ADDRESS),
        nginx(keys, within=house, listens=listens, stream=stream),
    ):
        assert reaches_media_alone(PAGES_ADDRESS, on=browser)
        for name in (PAGES_NAME, None):
            answer = page_at(PAGES_ADDRESS, asked_for=name, on=browser)
            assert answer == f"from {BROWSER_ADDRESS}"
