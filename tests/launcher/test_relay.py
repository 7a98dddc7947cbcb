"""The relay of `bin/run --turn`: its configuration, its program, what the house learns of it."""

import stat

import pytest

from launcher import relay
from launcher.console import SetUpError
from launcher.instance import Instance
from launcher.options import read_options
from launcher.ports import PortSlice
from launcher.processes import programs_of
from launcher.relay import (
    configure_relay,
    ensure_turnserver,
    relay_addresses,
    relay_settings,
    urls_of_relay,
)
from tests.launcher.programs import put_program

FIRST = 61_000
NEEDED = {
    "use-auth-secret",
    "denied-peer-ip=0.0.0.0-255.255.255.255",
    "denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "no-multicast-peers",
    "no-tcp-relay",
    "no-cli",
    "no-dtls",
    "no-tlsv1",
    "no-tlsv1_1",
    "no-rfc5780",
    "no-software-attribute",
    "user-quota=40",
    "total-quota=300",
    "max-bps=750000",
    "min-port=61700",
    "max-port=61999",
}
FORBIDDEN = ("allow-loopback-peers", "no-auth", "web-admin", "user=", "external-ip", "server-relay")


@pytest.fixture
def instance(tmp_path):
    for part in ("config", "run"):
        (tmp_path / part).mkdir()
    return Instance(folder=tmp_path, ports=PortSlice(first=FIRST, guard=None))


@pytest.fixture
def own_addresses(monkeypatch):
    addresses = ["127.0.0.1", "192.0.2.1", "198.51.100.7"]
    monkeypatch.setattr(relay, "own_addresses", lambda: addresses)
    return addresses


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in ("PARLOIR_TURN_URLS", "PARLOIR_TURN_SECRET"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def options(*words, root):
    return read_options(["--turn", *words], root=root)


def configured(instance, *words):
    configure_relay(instance, options(*words, root=instance.folder))
    return (instance.turn_config / "turnserver.conf").read_text().splitlines()


def test_it_reaches_the_media_server_and_nothing_else(instance, own_addresses):
    lines = configured(instance)

    assert set(lines) >= NEEDED
    allowed = [line for line in lines if line.startswith("allowed-peer-ip=")]
    assert allowed == ["allowed-peer-ip=192.0.2.1", "allowed-peer-ip=198.51.100.7"]
    assert [line for line in lines if line.startswith(FORBIDDEN)] == []
    assert len(lines) == len(set(lines))


def test_it_listens_for_others_only_where_the_pages_do(instance, own_addresses):
    def listening(lines):
        return [line for line in lines if line.startswith("listening-ip=")]

    assert listening(configured(instance)) == ["listening-ip=127.0.0.1"]
    assert listening(configured(instance, "--host", "visits.example")) == [
        f"listening-ip={address}" for address in own_addresses
    ]


def test_secret_is_made_once_and_only_its_owner_reads_it(instance, own_addresses):
    lines = configured(instance)
    secret = instance.turn_secret.read_text()

    assert f"static-auth-secret={secret}" in lines
    assert len(secret) >= 32
    for path in (instance.turn_secret, instance.turn_config / "turnserver.conf"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert configured(instance) == lines


def test_another_secret_is_made_when_the_file_is_gone(instance, own_addresses):
    before = configured(instance)
    instance.turn_secret.unlink()
    after = configured(instance)

    (old,) = set(before) - set(after)
    assert old.startswith("static-auth-secret=")


def test_machine_without_a_network_is_told(instance, monkeypatch):
    with pytest.raises(SetUpError, match=r"--turn needs an IPv4 address other than 127\.0\.0\.1"):
        relay_addresses(["127.0.0.1"], is_public=False)


def test_house_learns_where_it_is_and_in_which_file_the_secret_is(instance):
    settings = relay_settings(instance, options("--host", "visits.example", root=instance.folder))

    assert settings == {
        "PARLOIR_TURN_SECRET_FILE": str(instance.folder / "config" / "turn_secret"),
        "PARLOIR_TURN_URLS": (
            "turn:visits.example:61004?transport=udp,"
            "turn:visits.example:61004?transport=tcp,"
            "turns:visits.example:61005?transport=tcp"
        ),
    }


def test_without_a_host_only_this_machine_is_named(instance):
    urls = relay_settings(instance, options(root=instance.folder))["PARLOIR_TURN_URLS"]
    assert urls == ",".join(urls_of_relay("127.0.0.1", instance.ports.turn))


@pytest.mark.parametrize("ending", ["", "_FILE"])
def test_what_the_person_has_set_goes_first(instance, monkeypatch, ending):
    monkeypatch.setenv(f"PARLOIR_TURN_URLS{ending}", "x")
    monkeypatch.setenv(f"PARLOIR_TURN_SECRET{ending}", "y")

    assert relay_settings(instance, options(root=instance.folder)) == {}


def test_it_is_supervised_with_nothing_but_its_configuration(instance, tmp_path):
    programs = programs_of(
        instance,
        options=options("--no-demo", root=tmp_path),
        python=tmp_path,
        janus=FakeJanus(),
        turnserver=tmp_path / "turnserver",
    )

    (turn,) = [program for program in programs if program.name == "turn"]
    assert turn.bare
    assert turn.command == [
        str(tmp_path / "turnserver"),
        "-c",
        str(tmp_path / "run" / "turn" / "turnserver.conf"),
    ]


def test_without_the_option_there_is_none(instance, tmp_path):
    programs = programs_of(
        instance,
        options=read_options([], root=tmp_path),
        python=tmp_path,
        janus=FakeJanus(),
        turnserver=None,
    )

    assert [program.name for program in programs] == ["mailbox", "janus", "worker", "web"]


class FakeJanus:
    binary = "janus"


def test_program_that_is_there_is_used(tmp_path, monkeypatch):
    program = put_program(tmp_path / "bin", "turnserver", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert ensure_turnserver(log=tmp_path / "log") == program


def test_missing_program_is_installed_and_its_own_service_disabled(tmp_path, monkeypatch):
    """As Debian's package starts it, it would relay for everybody to everywhere."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    put_program(tmp_path / "bin", "systemctl", f'echo "$@" >> {tmp_path}/said')
    monkeypatch.setattr(relay, "SYSTEMD_RUNS", tmp_path)
    monkeypatch.setattr(relay, "as_root", lambda argv, machine: argv)
    wanted = []

    def install(names, *, why, log):
        wanted.extend(names)
        put_program(tmp_path / "bin", "turnserver", "exit 0")

    monkeypatch.setattr(relay, "install_packages", install)

    assert ensure_turnserver(log=tmp_path / "log") == tmp_path / "bin" / "turnserver"
    assert wanted == ["coturn"]
    assert (tmp_path / "said").read_text() == "disable --now coturn.service\n"


def test_package_without_the_program_is_said_plainly(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(relay, "SYSTEMD_RUNS", tmp_path / "none")
    monkeypatch.setattr(relay, "install_packages", lambda names, why, log: None)

    with pytest.raises(SetUpError, match="no program “turnserver”"):
        ensure_turnserver(log=tmp_path / "log")
