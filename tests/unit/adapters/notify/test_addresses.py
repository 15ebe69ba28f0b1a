"""Which addresses a request may go to."""

from ipaddress import ip_network

import pytest

from bihuan.adapters.notify.addresses import may_be_called

FORBIDDEN = (
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "127.0.0.1", "127.1.2.3"),
    *("100.64.0.1", "100.100.100.200", "100.127.255.255", "169.254.0.1", "169.254.169.254"),
    *("172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.0.192", "192.0.2.1", "192.88.99.1"),
    *("192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
    *("::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1"),
    *("2001::1", "2001:0:7f00:1::", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1"),
    *("3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"),
    *("2400:3200::5efe:7f00:1", "5f00::1", "4000::1", "::ffff:0:127.0.0.1"),
)
PUBLIC = (
    *("1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1"),
    *("192.0.1.1", "223.5.5.5", "::ffff:8.8.8.8", "64:ff9b::808:808", "2400:3200::1"),
    *("2606:4700::1111", "2002:808:808::1"),
)


@pytest.mark.parametrize("address", FORBIDDEN)
def test_what_is_not_known_to_be_public_is_not_called(address: str) -> None:
    assert not may_be_called(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_called(address: str) -> None:
    assert may_be_called(address)


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "2130706433", "0x7f000001", "１.1.1.1"])
def test_what_is_no_address_is_not_called(text: str) -> None:
    assert not may_be_called(text)


def test_an_office_may_name_the_network_of_its_own_gateway() -> None:
    inner = (ip_network("10.8.0.0/16"), ip_network("fd12::/16"))

    assert may_be_called("10.8.3.4", inner)
    assert may_be_called("fd12::9", inner)
    assert not may_be_called("10.9.0.1", inner)
    assert not may_be_called("::1", inner)
    assert may_be_called("::ffff:10.8.3.4", inner)


@pytest.mark.parametrize("address", ["169.254.169.254", "100.100.100.200", "::ffff:169.254.1.1"])
def test_where_clouds_keep_their_credentials_is_never_called(address: str) -> None:
    everything = (ip_network("0.0.0.0/0"), ip_network("::/0"))

    assert not may_be_called(address, everything)
