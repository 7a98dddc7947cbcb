"""The configuration files of one Janus: everything on loopback except media, and no admin API.

Takes plain values, so that tests and the bench use the same function.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.janus_prefixes import JanusInstallation
from launcher.private_files import write_private

# A closed signalling socket may come back for its session within this time (seconds); the clock
# runs from the last request, and keep-alives come every 25.
SESSION_SECONDS = 60
# Lost packets in a second before a leg is called slow.
SLOWLINK_PACKETS = 4


@dataclass(frozen=True, kw_only=True)
class JanusPorts:
    api: int
    media_first: int
    media_last: int


@dataclass(frozen=True, kw_only=True)
class JanusSecrets:
    api: str
    room_admin_key: str


def write_janus_config(
    folder: Path,
    *,
    installation: JanusInstallation,
    ports: JanusPorts,
    secrets: JanusSecrets,
    addresses: Sequence[str],
    streaming: bool = False,
) -> None:
    """Write the three files into `folder`. `streaming` loads the plugin that the bench uses."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = {
        "janus.jcfg": _core(folder, installation, ports, secrets, addresses, streaming),
        "janus.transport.websockets.jcfg": _websockets(ports),
        "janus.plugin.videoroom.jcfg": _videoroom(secrets),
    }
    if streaming:
        files["janus.plugin.streaming.jcfg"] = _streaming(ports, secrets)
    for name, text in files.items():
        write_private(folder / name, text)


def janus_command(installation: JanusInstallation, *, config: Path) -> list[str]:
    return [str(installation.binary), f"--configs-folder={config}"]


def _core(
    folder: Path,
    installation: JanusInstallation,
    ports: JanusPorts,
    secrets: JanusSecrets,
    addresses: Sequence[str],
    streaming: bool,
) -> str:
    unused_plugins = _others(
        installation.plugins,
        "libjanus_videoroom.so",
        *(["libjanus_streaming.so"] if streaming else []),
    )
    unused_transports = _others(installation.transports, "libjanus_websockets.so")
    return _document(
        general={
            "configs_folder": str(folder),
            "plugins_folder": str(installation.plugins),
            "transports_folder": str(installation.transports),
            "debug_level": 3,
            "debug_timestamps": True,
            "debug_colors": False,
            "api_secret": secrets.api,
            "session_timeout": SESSION_SECONDS,
            "reclaim_session_timeout": SESSION_SECONDS,
            "recordings_tmp_ext": "part",
            # A loop for each core instead of a thread for each handle: a fifth less work a visit.
            "event_loops": os.cpu_count() or 1,
            "hide_dependencies": True,
        },
        media={
            "rtp_port_range": f"{ports.media_first}-{ports.media_last}",
            "slowlink_threshold": SLOWLINK_PACKETS,
        },
        nat={
            "ice_enforce_list": ",".join(addresses),
            # A browser that hides its address is seen from its first packet; resolving the
            # name it gives instead would only wait.
            "ignore_mdns": True,
        },
        plugins={"disable": ",".join(unused_plugins)},
        transports={"disable": ",".join(unused_transports)},
        events={"broadcast": False},
    )


def _websockets(ports: JanusPorts) -> str:
    return _document(
        general={
            "json": "compact",
            "ws": True,
            "ws_port": ports.api,
            "ws_ip": "127.0.0.1",
            "wss": False,
        },
        admin={"admin_ws": False, "admin_wss": False},
    )


def _videoroom(secrets: JanusSecrets) -> str:
    return _document(
        general={
            "admin_key": secrets.room_admin_key,
            "lock_rtp_forward": True,
        }
    )


def _streaming(ports: JanusPorts, secrets: JanusSecrets) -> str:
    return _document(
        general={
            "admin_key": secrets.room_admin_key,
            "rtp_port_range": f"{ports.media_first}-{ports.media_last}",
        }
    )


def _others(folder: Path, *used: str) -> list[str]:
    """Return all other plugins in the folder: Debian's package installs every one."""
    return [path.name for path in sorted(folder.glob("*.so")) if path.name not in used]


def _document(**sections: dict[str, str | int | bool]) -> str:
    lines: list[str] = []
    for section, values in sections.items():
        lines.append(f"{section}: {{")
        lines += [f"  {name} = {_value(value)}" for name, value in values.items() if value != ""]
        lines.append("}")
    return "\n".join(lines) + "\n"


def _value(value: str | int | bool) -> str:
    # libconfig writes numbers, booleans and (for what a path or a key holds) strings as JSON does.
    return json.dumps(value, ensure_ascii=False)
