"""supervisord's configuration: the processes, and the order in which they stop."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.private_files import write_private

# A Unix socket's path must fit into 108 bytes, its ending zero included.
LONGEST_SOCKET_PATH = 100
# After so many failed starts in a row supervisord gives up, which it should never do.
NEVER_GIVE_UP = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Program:
    """A low `priority` starts first and stops last; after `stop_seconds` it is killed."""

    name: str
    command: Sequence[str]
    priority: int
    stop_seconds: int
    bare: bool = False


def write_supervision(
    path: Path,
    *,
    programs: Sequence[Program],
    python: Path,
    root: Path,
    records: Path,
    logs: Path,
    parent: int,
) -> None:
    """Write the file. `parent` is the supervisor's process id, which its children check."""
    sections = [_supervisor(path.parent, logs)]
    for program in programs:
        born = [
            *(str(python), "-S", "-m", "launcher.child", program.name, str(records), str(parent)),
            "bare" if program.bare else "whole",
            *program.command,
        ]
        sections.append(_program(program, command=born, root=root, logs=logs))
    write_private(path, "\n".join(sections))


def _supervisor(run: Path, logs: Path) -> str:
    section: dict[str, str | int | Path] = {
        "nodaemon": "true",
        "silent": "true",
        "logfile": logs / "supervisor.log",
        "logfile_maxbytes": "5MB",
        "logfile_backups": 2,
        "pidfile": run / "supervisord.pid",
        "childlogdir": logs,
    }
    text = _section("supervisord", section)
    socket = run / "supervisor.sock"
    if len(str(socket)) <= LONGEST_SOCKET_PATH:
        factory = "supervisor.rpcinterface:make_main_rpcinterface"
        text += _section("unix_http_server", {"file": socket, "chmod": "0600"})
        text += _section("rpcinterface:supervisor", {"supervisor.rpcinterface_factory": factory})
        text += _section("supervisorctl", {"serverurl": f"unix://{socket}"})
    return text


def _program(program: Program, *, command: Sequence[str], root: Path, logs: Path) -> str:
    return _section(
        f"program:{program.name}",
        {
            "command": shlex.join(command),
            "directory": root,
            "umask": "077",
            "priority": program.priority,
            "autostart": "true",
            "autorestart": "true",
            "startsecs": 1,
            "startretries": NEVER_GIVE_UP,
            "stopsignal": "TERM",
            "stopwaitsecs": program.stop_seconds,
            "stopasgroup": "true",
            "killasgroup": "true",
            "redirect_stderr": "true",
            # Only this value is expanded twice.
            "stdout_logfile": str(logs / f"{program.name}.log").replace("%", "%%"),
            "stdout_logfile_maxbytes": "5MB",
            "stdout_logfile_backups": 3,
        },
    )


def _section(name: str, values: dict[str, str | int | Path]) -> str:
    # supervisord expands %(…)s in values, so a literal percent sign is doubled.
    lines = [f"{key} = {str(value).replace('%', '%%')}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *lines, ""]) + "\n"
