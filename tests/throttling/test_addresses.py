from ipaddress import ip_network

import pytest

from parloir.throttling.addresses import address_key, stands_outside_limits, try_once_from
from parloir.throttling.models import Attempt
from parloir.throttling.operations import Limit
from tests.factories.moments import MINUTE

ONCE_A_MINUTE = Limit("once-a-minute", times=1, window=MINUTE)


@pytest.fixture
def own_networks(settings):
    settings.FACILITY_NETWORKS = (ip_network("10.20.0.0/16"), ip_network("2001:db8:5::/48"))


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", True),
        ("2001:db8::1", "2001:0db8:0:0::2%eth0", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("", "unix", False),
    ],
)
def test_what_counts_as_one_address(one, other, are_one):
    assert (address_key(one) == address_key(other)) is are_one


def test_a_key_does_not_contain_the_address():
    assert "192.0.2.7" not in address_key("192.0.2.7")


@pytest.mark.parametrize(
    ("address", "is_outside"),
    [
        ("10.20.0.0", True),
        ("10.20.255.255", True),
        ("10.19.255.255", False),
        ("10.21.0.0", False),
        ("::ffff:10.20.1.1", True),
        ("2001:db8:5:ffff::1", True),
        ("2001:db8:6::1", False),
        ("", False),
        ("unix", False),
    ],
)
def test_the_facilitys_own_networks_stand_outside(own_networks, address, is_outside):
    assert stands_outside_limits(address) is is_outside


def test_without_a_setting_only_enrolled_devices_stand_outside():
    assert not stands_outside_limits("10.20.1.1")
    assert stands_outside_limits("192.0.2.7", is_enrolled_device=True)


@pytest.mark.django_db
def test_who_stands_outside_is_not_counted(own_networks, now):
    for _ in range(3):
        assert try_once_from(ONCE_A_MINUTE, address="10.20.1.1", now=now) is None
    assert not Attempt.objects.exists()


@pytest.mark.django_db
def test_others_are_counted_without_their_address_in_the_row(own_networks, now):
    assert try_once_from(ONCE_A_MINUTE, address="192.0.2.7", now=now) is None
    assert try_once_from(ONCE_A_MINUTE, address="192.0.2.7", now=now) == now + MINUTE
    assert "192.0.2.7" not in Attempt.objects.get().key
