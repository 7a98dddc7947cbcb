"""The real coturn in a network of its own: what it relays, for whom, and what it refuses.

Loopback is a peer like the others here, and never allowed.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from launcher.certificate import ensure_certificate
from launcher.turn_config import TurnAddresses, TurnPorts, write_turn_config
from parloir.media.relay import relay_credential
from tests.relay.running import Relay, listening_on, running_relay
from tests.relay.turn_client import (
    FORBIDDEN,
    MISMATCH,
    OK,
    OVER_QUOTA,
    OVER_TCP,
    UNAUTHORIZED,
    Transport,
    password_of,
    relayed_address,
)
from tests.stage.private_network import Machine, private_network, why_not

ADDRESSES = {
    "relay": "10.78.0.1/24",
    "media": "10.78.0.2/24",
    "other": "10.78.0.3/24",
    "browser": "10.78.0.4/24",
}
SECRET, OTHER_SECRET = "a secret of thirty-two characters", "another of thirty-two characters"
PORTS = TurnPorts(plain=3478, tls=5349, relay_first=30_000, relay_last=30_099)
HARMFUL = [
    *("10.78.0.1", "10.78.0.3", "10.78.0.4", "192.0.2.1", "8.8.8.8"),
    *("127.0.0.1", "0.0.0.0", "169.254.169.254", "224.0.0.1", "255.255.255.255"),  # noqa: S104 - peers
]
OF_THE_OTHER_FAMILY = ["::1", "::", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.78.0.3"]
IPV6 = 2
TRANSPORTS: tuple[Transport, ...] = ("udp", "tcp", "tls")


@pytest.fixture(scope="module")
def machines() -> Iterator[dict[str, Machine]]:
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    with private_network(ADDRESSES) as made:
        yield made


@pytest.fixture(scope="module")
def relay(
    machines: dict[str, Machine], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Relay]:
    folder = tmp_path_factory.mktemp("relay")
    ensure_certificate(host="10.78.0.1", folder=folder, now=datetime.now(UTC))
    own, media = machines["relay"].address, machines["media"].address
    addresses = TurnAddresses(listens_on=[own], relays_from=[own], media=[media])
    write_turn_config(folder, ports=PORTS, addresses=addresses, secret=SECRET, keys=folder)
    with running_relay(folder, within=machines["relay"], seen_from=machines["browser"]) as made:
        yield made


def credential(name: str, *, seconds: float = 600, secret: str = SECRET) -> tuple[str, str]:
    ends_at = datetime.now(UTC) + timedelta(seconds=seconds)
    made = relay_credential(secret=secret, name=name, ends_at=ends_at)
    return made.username, made.password


def test_real_one_accepts_every_line_of_its_configuration(relay: Relay) -> None:
    said = relay.said()
    for complaint in ("Bad configuration", "CONFIG ERROR", "WARNING", "Wrong address"):
        assert complaint not in said
    assert SECRET not in said


@pytest.mark.parametrize("over", TRANSPORTS)
def test_only_the_media_server_is_reached(relay: Relay, over: Transport) -> None:
    with relay.client(*credential("reach"), over=over) as leg:
        assert leg.allocate().code == OK
        assert {peer: leg.permit(peer).code for peer in HARMFUL} == dict.fromkeys(
            HARMFUL, FORBIDDEN
        )
        assert {peer: leg.permit(peer).code for peer in OF_THE_OTHER_FAMILY} == dict.fromkeys(
            OF_THE_OTHER_FAMILY, MISMATCH
        )
        assert all(leg.bind(peer).code != OK for peer in (*HARMFUL, *OF_THE_OTHER_FAMILY))
        assert leg.permit("10.78.0.2").code == OK
        assert leg.bind("10.78.0.2").code == OK


@pytest.mark.parametrize("over", TRANSPORTS)
def test_packets_go_both_ways(relay: Relay, machines: dict[str, Machine], over: Transport) -> None:
    with (
        relay.client(*credential("both"), over=over) as leg,
        listening_on(machines["media"]) as server,
    ):
        where = relayed_address(leg.allocate())
        assert leg.permit("10.78.0.2").code == OK
        leg.send(b"there", peer=("10.78.0.2", server.getsockname()[1]))
        assert server.recvfrom(100) == (b"there", where)
        server.sendto(b"back", where)
        assert leg.hear() == b"back"


def test_nothing_comes_back_from_a_machine_that_was_not_permitted(
    relay: Relay, machines: dict[str, Machine]
) -> None:
    with (
        relay.client(*credential("back")) as leg,
        listening_on(machines["media"]) as server,
        listening_on(machines["other"]) as stranger,
    ):
        where = relayed_address(leg.allocate())
        assert leg.permit("10.78.0.2").code == OK
        stranger.sendto(b"unwanted", where)
        server.sendto(b"wanted", where)
        assert leg.hear() == b"wanted"


def test_nothing_but_udp_over_ipv4_is_relayed(relay: Relay) -> None:
    with relay.client(*credential("kinds"), over="tcp") as leg:
        assert leg.allocate(family=IPV6).code == 440
        assert leg.allocate(over=OVER_TCP).code == 442


def test_credential_that_is_not_this_relay_s_is_refused(relay: Relay) -> None:
    name, good = credential("one")
    late = f"{name.partition(':')[0]}1:one"
    wrong = {
        "expired": credential("one", seconds=-1),
        "another secret": credential("one", secret=OTHER_SECRET),
        "another leg's password": (name, credential("two")[1]),
        "a later end": (late, good),
        "no end": ("one", password_of("one", secret=SECRET)),
        "nothing": ("", ""),
    }

    codes = {}
    for what, pair in wrong.items():
        with relay.client(*pair) as leg:
            codes[what] = leg.allocate().code

    assert codes == dict.fromkeys(wrong, UNAUTHORIZED)


def test_allocation_outlives_its_credential_and_no_new_one_does(relay: Relay) -> None:
    pair = credential("short", seconds=2)
    with relay.client(*pair) as leg:
        assert leg.allocate().code == OK
        wait_for_refusal(relay, pair)
        assert leg.refresh(seconds=60).code == OK
        assert leg.permit("10.78.0.2").code == OK


def wait_for_refusal(relay: Relay, pair: tuple[str, str]) -> None:
    """Wait until the relay, whose clock has seconds, refuses this credential."""
    ends_at = time.monotonic() + 30
    while time.monotonic() < ends_at:
        with relay.client(*pair) as again:
            if again.allocate().code == UNAUTHORIZED:
                return
        time.sleep(0.2)
    raise AssertionError("the credential never ended")


def test_leg_that_takes_all_that_it_may_takes_nothing_from_another(relay: Relay) -> None:
    """A credential with another end is the same leg's."""
    taken = []
    try:
        for number in range(41):
            leg = relay.connect(*credential("greedy", seconds=600 + number))
            taken.append(leg)
            code = leg.allocate().code
            assert code == (OK if number < 40 else OVER_QUOTA)
        with relay.client(*credential("modest")) as other:
            assert other.allocate().code == OK
    finally:
        for leg in taken:
            leg.refresh(seconds=0)
            leg.close()


def test_both_secrets_count_while_the_old_one_is_replaced(
    machines: dict[str, Machine], tmp_path: Path
) -> None:
    own, media = machines["other"].address, machines["media"].address
    addresses = TurnAddresses(listens_on=[own], relays_from=[own], media=[media])
    ensure_certificate(host=own, folder=tmp_path, now=datetime.now(UTC))
    write_turn_config(tmp_path, ports=PORTS, addresses=addresses, secret=SECRET, keys=tmp_path)
    with (tmp_path / "turnserver.conf").open("a") as more:
        more.write(f"static-auth-secret={OTHER_SECRET}\n")

    with running_relay(tmp_path, within=machines["other"], seen_from=machines["browser"]) as second:
        for secret in (SECRET, OTHER_SECRET):
            with second.client(*credential("leg", secret=secret)) as leg:
                assert leg.allocate().code == OK
