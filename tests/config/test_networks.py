from ipaddress import ip_network

import pytest

from parloir.config import env

NAME = "PARLOIR_FACILITY_NETWORKS"


@pytest.mark.parametrize(
    ("written", "networks"),
    [
        ("", []),
        (" ", []),
        ("10.20.0.0/16", ["10.20.0.0/16"]),
        ("10.20.0.0/16, 2001:db8::/48,", ["10.20.0.0/16", "2001:db8::/48"]),
        ("192.0.2.7", ["192.0.2.7/32"]),
    ],
)
def test_networks_are_separated_by_commas(monkeypatch, written, networks):
    monkeypatch.setenv(NAME, written)
    assert env.networks(NAME, "") == tuple(map(ip_network, networks))


@pytest.mark.parametrize("written", ["10.20.0.0/33", "10.20.1.1/16", "jail.example", "10.20.0.0;"])
def test_anything_else_stops_the_start(monkeypatch, written):
    monkeypatch.setenv(NAME, written)
    with pytest.raises(env.SettingError, match=NAME):
        env.networks(NAME, "")
