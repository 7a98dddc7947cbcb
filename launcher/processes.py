"""The processes of one instance."""

import os
from pathlib import Path

from launcher.instance import Instance
from launcher.janus_config import janus_command
from launcher.janus_prefixes import JanusInstallation
from launcher.options import RunOptions
from launcher.relay import relay_command
from launcher.supervision_config import Program

# A message has at most 64 KiB (parloir/protocol/from_browser.py). A browser that sends a little
# more is told so. The server does not read what is longer than this.
LONGEST_SOCKET_MESSAGE = 128 * 1024


def programs_of(
    instance: Instance,
    *,
    options: RunOptions,
    python: Path,
    janus: JanusInstallation,
    turnserver: Path | None,
) -> list[Program]:
    """Return the programs in the order in which they start.

    They stop in the opposite order, so that none calls another that has already stopped."""
    programs = [
        Program(
            name="janus",
            command=janus_command(janus, config=instance.janus_config),
            priority=10,
            stop_seconds=5,
            bare=True,
        ),
        Program(
            name="worker",
            command=[str(python), "manage.py", "work"],
            priority=20,
            stop_seconds=10,
        ),
        Program(
            name="web",
            command=_web_command(instance, options, python),
            priority=30,
            stop_seconds=6,
        ),
    ]
    if turnserver is not None:
        programs.insert(
            0,
            Program(
                name="turn",
                command=relay_command(instance, turnserver),
                priority=8,
                stop_seconds=5,
                bare=True,
            ),
        )
    if options.demo:
        mailbox = [str(python), "-m", "launcher.mailbox_server", str(instance.ports.mail)]
        programs.insert(
            0,
            Program(
                name="mailbox",
                command=[*mailbox, str(instance.mailbox)],
                priority=5,
                stop_seconds=3,
                bare=True,
            ),
        )
    return programs


def announcer_command(
    instance: Instance, options: RunOptions, *, python: Path, base_url: str
) -> list[str]:
    """Return the command that waits until everything is ready, says so, and ends."""
    child = [str(python), "-S", "-m", "launcher.child", "announcer", str(instance.records)]
    told = [str(python), "-S", "-m", "launcher.announcer", str(instance.folder), base_url]
    tls = "plain" if options.host is None else "tls"
    return [*child, str(os.getpid()), "bare", *told, str(options.port), tls]


def _web_command(instance: Instance, options: RunOptions, python: Path) -> list[str]:
    command = [
        *(str(python), "-m", "uvicorn", "parloir.config.asgi:application"),
        *("--host", options.listens_on, "--port", str(options.port)),
        # Both end what a client does too slowly.
        *("--http", "parloir.config.http_protocol:BoundedHttp"),
        *("--loop", "parloir.config.event_loop:ImpatientLoop"),
        *("--ws", "websockets-sansio", "--ws-max-size", str(LONGEST_SOCKET_MESSAGE)),
        # Compressing takes 63 kB for each socket, and a short frame could become a long message.
        *("--ws-per-message-deflate", "false"),
        # The application writes its own access log, without addresses.
        *("--no-access-log", "--no-server-header", "--log-level", "warning"),
        *("--timeout-graceful-shutdown", "3"),
        # The application itself reads what a trusted proxy forwards: `parloir.config.site_address`.
        "--no-proxy-headers",
    ]
    if options.host is not None:
        keys = instance.config
        command += ["--ssl-certfile", str(keys / "tls.crt"), "--ssl-keyfile", str(keys / "tls.key")]
    return command
