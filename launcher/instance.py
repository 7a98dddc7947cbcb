"""One data directory: its lock, its keys, its ports, and the settings that follow from them."""

import errno
import fcntl
import json
import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from launcher.addresses import own_addresses
from launcher.console import SetUpError
from launcher.janus_config import JanusSecrets, write_janus_config
from launcher.janus_prefixes import JanusInstallation
from launcher.ports import PortSlice, take_slice
from launcher.private_files import encryption_key_in, secret_in, write_private

LOCK_DESCRIPTORS: list[int] = []


@dataclass(frozen=True, kw_only=True)
class Instance:
    folder: Path
    ports: PortSlice

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def run(self) -> Path:
        return self.folder / "run"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def mailbox(self) -> Path:
        return self.folder / "mailbox"

    @property
    def records(self) -> Path:
        return self.run / "processes"

    @property
    def turn_config(self) -> Path:
        return self.run / "turn"

    @property
    def turn_secret(self) -> Path:
        return self.config / "turn_secret"

    @property
    def janus_config(self) -> Path:
        return self.run / "janus"

    def environment(self, *, base_url: str, demo: bool) -> dict[str, str]:
        """Return the variables that Django's settings read; those that the person has set win."""
        settings = {
            "PARLOIR_DATA_DIR": str(self.folder),
            "PARLOIR_BASE_URL": os.environ.get("PARLOIR_BASE_URL", base_url),
            "PARLOIR_DEMO": "1" if demo else "0",
            "PARLOIR_SECRET_KEY_FILE": str(self.config / "secret_key"),
            "PARLOIR_ENCRYPTION_KEY_FILE": str(self.config / "encryption_key"),
            "PARLOIR_JANUS_WS": f"ws://127.0.0.1:{self.ports.janus.api}",
            "PARLOIR_JANUS_API_SECRET_FILE": str(self.config / "janus_api_secret"),
            "PARLOIR_MEDIA_RESTART": shlex.join(
                [sys.executable, "-m", "launcher.restarting", str(self.records), "janus"]
            ),
            "PARLOIR_JANUS_ADMIN_KEY_FILE": str(self.config / "janus_admin_key"),
        }
        if not {"PARLOIR_DATABASE_URL", "PARLOIR_DATABASE_URL_FILE"} & os.environ.keys():
            settings["PARLOIR_DATABASE_URL"] = f"sqlite:///{self.folder / 'parloir.sqlite3'}"
        if demo:
            settings["PARLOIR_MAILBOX_DIR"] = str(self.mailbox)
        if demo and "PARLOIR_SMTP_HOST" not in os.environ:
            settings["PARLOIR_SMTP_HOST"] = "127.0.0.1"
            settings["PARLOIR_SMTP_PORT"] = str(self.ports.mail)
            settings["PARLOIR_SMTP_TLS"] = "0"
        return settings


def lock_data_folder(folder: Path) -> None:
    """Lock the folder for the life of this process, including the programs that it becomes.

    Raises `SetUpError` if another instance has locked it.
    """
    run = folder / "run"
    try:
        for part in (folder, folder / "config", run, folder / "log"):
            part.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as refusal:
        raise SetUpError(
            f"The data directory {folder} cannot be used: {refusal.strerror}. "
            "Name another with --data DIR."
        ) from refusal
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as held:
        os.close(descriptor)
        if held.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            raise
        raise SetUpError(
            f"Parloir is already running with the data directory {folder}. Stop that one first, "
            "or name another with --data DIR and --port N."
        ) from held
    os.set_inheritable(descriptor, True)
    LOCK_DESCRIPTORS.append(descriptor)


def open_instance(folder: Path) -> Instance:
    """Take the ports (those of last time if they are free) and create missing keys."""
    remembered_in = folder / "config" / "instance.json"
    ports = take_slice(remembered=_remembered(remembered_in))
    ports.guard.set_inheritable(True)
    write_private(remembered_in, json.dumps({"ports_from": ports.first}) + "\n")
    instance = Instance(folder=folder, ports=ports)
    secret_in(instance.config / "secret_key")
    encryption_key_in(instance.config / "encryption_key")
    return instance


def configure_janus(
    instance: Instance, installation: JanusInstallation, *, beside_relay: bool = False
) -> None:
    keys = instance.config
    write_janus_config(
        instance.janus_config,
        installation=installation,
        ports=instance.ports.janus_with(relay=beside_relay),
        secrets=JanusSecrets(
            api=secret_in(keys / "janus_api_secret"),
            room_admin_key=secret_in(keys / "janus_admin_key"),
        ),
        addresses=own_addresses(),
    )


def _remembered(path: Path) -> int | None:
    try:
        return int(json.loads(path.read_text())["ports_from"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
