"""The configuration of one coturn, a relay that reaches the media server and nothing else.

Takes plain values, so that tests and the bench use the same function.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.private_files import write_private

PACKAGE, PROGRAM = "coturn", "turnserver"
REALM = "parloir"
EVERYTHING = (
    "0.0.0.0-255.255.255.255",
    "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
)
# A browser asks for one at each address of the relay and over each of its networks, for two
# connections, and those of an attempt that was given up stay until they lapse.
ALLOCATIONS_OF_A_LEG = 40
ALLOCATION_SECONDS = 180
# Several pictures at 1.5 Mbit/s each, for one connection.
BYTES_A_SECOND = 750_000
NONCE_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class TurnPorts:
    """`plain` is for UDP and TCP, `tls` for TLS. What is relayed uses those from `relay_first`."""

    plain: int
    tls: int
    relay_first: int
    relay_last: int

    @property
    def allocations(self) -> int:
        """How many it can have at the same time: each has a port of its own."""
        return self.relay_last - self.relay_first + 1


@dataclass(frozen=True, kw_only=True)
class TurnAddresses:
    """IPv4 addresses: where it listens, from which it relays, and of the media servers."""

    listens_on: Sequence[str]
    relays_from: Sequence[str]
    media: Sequence[str]


def write_turn_config(
    folder: Path, *, ports: TurnPorts, addresses: TurnAddresses, secret: str, keys: Path
) -> None:
    """Write `turnserver.conf` into `folder`. The certificate and its key are in `keys`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = [
        *_listening(ports, addresses, keys),
        *_credentials(secret),
        *_peers(addresses.media),
        *_limits(ports),
        *_nothing_else(folder),
    ]
    write_private(folder / "turnserver.conf", "\n".join(lines) + "\n")


def turn_command(program: Path, *, folder: Path) -> list[str]:
    return [str(program), "-c", str(folder / "turnserver.conf")]


def _listening(ports: TurnPorts, addresses: TurnAddresses, keys: Path) -> Iterator[str]:
    yield from (f"listening-ip={address}" for address in addresses.listens_on)
    # Without IPv6 addresses nothing can be relayed over IPv6, mapped IPv4 addresses included.
    yield from (f"relay-ip={address}" for address in addresses.relays_from)
    yield f"listening-port={ports.plain}"
    yield f"tls-listening-port={ports.tls}"
    yield f"min-port={ports.relay_first}"
    yield f"max-port={ports.relay_last}"
    yield f"cert={keys / 'tls.crt'}"
    yield f"pkey={keys / 'tls.key'}"
    yield from ("no-tlsv1", "no-tlsv1_1", "no-dtls")


def _credentials(secret: str) -> Iterator[str]:
    yield f"realm={REALM}"
    yield "use-auth-secret"
    yield f"static-auth-secret={secret}"
    yield f"stale-nonce={NONCE_SECONDS}"


def _peers(media: Sequence[str]) -> Iterator[str]:
    """What is allowed wins over what is denied. Loopback is never allowed."""
    yield from (f"denied-peer-ip={addresses}" for addresses in EVERYTHING)
    yield from (f"allowed-peer-ip={address}" for address in media)
    yield from ("no-multicast-peers", "no-tcp-relay")


def _limits(ports: TurnPorts) -> Iterator[str]:
    yield f"user-quota={ALLOCATIONS_OF_A_LEG}"
    yield f"total-quota={ports.allocations}"
    yield f"max-bps={BYTES_A_SECOND}"
    yield f"max-allocate-lifetime={ALLOCATION_SECONDS}"


def _nothing_else(folder: Path) -> Iterator[str]:
    yield from ("no-cli", "no-rfc5780", "no-stun-backward-compatibility", "no-software-attribute")
    yield "response-origin-only-with-rfc5780"
    # The database of the machine could hold further secrets.
    yield f"userdb={folder / 'userdb'}"
    yield f"pidfile={folder / 'turnserver.pid'}"
    yield from ("log-file=stdout", "simple-log")
