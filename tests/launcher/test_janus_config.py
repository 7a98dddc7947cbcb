"""The configuration of Janus."""

import re
import stat

import pytest

from launcher.janus_config import JanusPorts, JanusSecrets, write_janus_config
from launcher.janus_prefixes import JanusInstallation

PORTS = JanusPorts(api=11001, media_first=11010, media_last=11999)
SECRETS = JanusSecrets(api="a-secret", room_admin_key="a-room-key")
FILES = {"janus.jcfg", "janus.transport.websockets.jcfg", "janus.plugin.videoroom.jcfg"}


@pytest.fixture
def installation(tmp_path):
    """An installation like Debian's package: with more plugins and transports than we use."""
    plugins, transports = tmp_path / "plugins", tmp_path / "transports"
    for folder, names in (
        (plugins, ["audiobridge", "streaming", "videoroom"]),
        (transports, ["http", "websockets"]),
    ):
        folder.mkdir()
        for name in names:
            (folder / f"libjanus_{name}.so").touch()
    return JanusInstallation(binary=tmp_path / "janus", plugins=plugins, transports=transports)


def written(tmp_path, installation, *, streaming=False, addresses=("127.0.0.1",)):
    folder = tmp_path / "written"
    write_janus_config(
        folder,
        installation=installation,
        ports=PORTS,
        secrets=SECRETS,
        addresses=addresses,
        streaming=streaming,
    )
    return folder


def values_in(path):
    return dict(re.findall(r"^  (\w+) = (.*)$", path.read_text(), flags=re.MULTILINE))


def test_every_listener_is_bound_to_loopback(tmp_path, installation):
    told = values_in(written(tmp_path, installation) / "janus.transport.websockets.jcfg")

    assert told == {
        "json": '"compact"',
        "ws": "true",
        "ws_port": "11001",
        "ws_ip": '"127.0.0.1"',
        "wss": "false",
        "admin_ws": "false",
        "admin_wss": "false",
    }


def test_core_has_sessions_that_can_be_reclaimed_and_ports_of_its_own(tmp_path, installation):
    folder = written(tmp_path, installation, addresses=["127.0.0.1", "192.0.2.7"])
    told = values_in(folder / "janus.jcfg")

    assert told["reclaim_session_timeout"] == told["session_timeout"] == "60"
    assert told["rtp_port_range"] == '"11010-11999"'
    assert told["ice_enforce_list"] == '"127.0.0.1,192.0.2.7"'
    assert told["api_secret"] == '"a-secret"'
    assert "stun_server" not in told


def test_rooms_can_be_made_with_the_key_alone(tmp_path, installation):
    told = values_in(written(tmp_path, installation) / "janus.plugin.videoroom.jcfg")

    assert told == {"admin_key": '"a-room-key"', "lock_rtp_forward": "true"}


@pytest.mark.parametrize(
    ("streaming", "unused"),
    [
        (False, "libjanus_audiobridge.so,libjanus_streaming.so"),
        (True, "libjanus_audiobridge.so"),
    ],
)
def test_what_is_not_used_is_not_loaded(tmp_path, installation, streaming, unused):
    text = (written(tmp_path, installation, streaming=streaming) / "janus.jcfg").read_text()

    assert re.findall(r'disable = "(.*)"', text) == [unused, "libjanus_http.so"]


def test_files_with_secrets_are_private(tmp_path, installation):
    folder = written(tmp_path, installation)

    assert {path.name for path in folder.iterdir()} == FILES
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
