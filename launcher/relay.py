"""The relay of `bin/run --turn`: its program, its configuration, and the addresses for browsers."""

import os
import shutil
from pathlib import Path

from launcher.addresses import own_addresses
from launcher.commands import run_logged
from launcher.console import SetUpError
from launcher.instance import Instance
from launcher.machine import as_root, this_machine
from launcher.options import RunOptions
from launcher.packages import install_packages
from launcher.ports import LOOPBACK
from launcher.private_files import secret_in
from launcher.turn_config import (
    PACKAGE,
    PROGRAM,
    TurnAddresses,
    TurnPorts,
    turn_command,
    write_turn_config,
)

SYSTEMD_RUNS = Path("/run/systemd/system")


def ensure_turnserver(*, log: Path) -> Path:
    """Return the program, and install Debian's package if it is missing.

    Raises `SetUpError` if it may not be installed.
    """
    found = shutil.which(PROGRAM)
    if found is not None:
        return Path(found)
    install_packages([PACKAGE], why="to relay pictures and sound", log=log)
    stop_service_of_package(log=log)
    found = shutil.which(PROGRAM)
    if found is None:
        raise SetUpError(
            f"Debian's package {PACKAGE} is installed, but there is no program “{PROGRAM}”: put "
            "it on the path, or start without --turn."
        )
    return Path(found)


def configure_relay(instance: Instance, options: RunOptions) -> None:
    write_turn_config(
        instance.turn_config,
        ports=instance.ports.turn,
        addresses=relay_addresses(own_addresses(), is_public=options.host is not None),
        secret=secret_in(instance.turn_secret),
        keys=instance.config,
    )


def relay_addresses(own: list[str], *, is_public: bool) -> TurnAddresses:
    """Return where the relay listens and from which addresses it relays, to the same machine.

    The media server has the machine's addresses. Raises `SetUpError` if loopback is the only one:
    nothing is ever relayed to it.
    """
    outer = [address for address in own if address != LOOPBACK]
    if not outer:
        raise SetUpError(
            "--turn needs an IPv4 address other than 127.0.0.1, from which pictures and sound are "
            "relayed: connect this machine to a network, or start without --turn."
        )
    return TurnAddresses(
        listens_on=own if is_public else [LOOPBACK], relays_from=outer, media=outer
    )


def relay_settings(instance: Instance, options: RunOptions) -> dict[str, str]:
    """Return the variables for Django's settings; what the person has set goes first."""
    settings = {}
    if not {"PARLOIR_TURN_SECRET", "PARLOIR_TURN_SECRET_FILE"} & os.environ.keys():
        settings["PARLOIR_TURN_SECRET_FILE"] = str(instance.turn_secret)
    if not {"PARLOIR_TURN_URLS", "PARLOIR_TURN_URLS_FILE"} & os.environ.keys():
        urls = urls_of_relay(options.host or LOOPBACK, instance.ports.turn)
        settings["PARLOIR_TURN_URLS"] = ",".join(urls)
    return settings


def urls_of_relay(host: str, ports: TurnPorts) -> list[str]:
    """Return the addresses in the order in which they are quick."""
    return [
        f"turn:{host}:{ports.plain}?transport=udp",
        f"turn:{host}:{ports.plain}?transport=tcp",
        f"turns:{host}:{ports.tls}?transport=tcp",
    ]


def relay_command(instance: Instance, program: Path) -> list[str]:
    return turn_command(program, folder=instance.turn_config)


def stop_service_of_package(*, log: Path) -> None:
    """Disable the package's own service: as installed, it relays for everybody to everywhere."""
    if not SYSTEMD_RUNS.is_dir():
        return
    run_logged(
        as_root(["systemctl", "disable", "--now", "coturn.service"], this_machine()),
        log=log,
        what="Disabling the service that Debian's package coturn starts",
    )
