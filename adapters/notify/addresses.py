"""Which addresses of the network a request may go to: a table of our own.

`ipaddress` is no judge: to it 100.64.0.1 is not private, and NAT64, 6to4 and
multicast addresses are global. What is not known to be public is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

INNER = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # shared by carriers; clouds keep services there
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "::1/128",
            "fc00::/7",
            "fec0::/10",
            "64:ff9b:1::/48",
            "2001::/23",  # Teredo and others that carry another address inside
            "2001:db8::/32",
            "3fff::/20",
        ),
    )
)
"""Not public; an office may name those among them where its own gateways are."""

NEVER = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/32",
            "100.100.100.200/32",  # a cloud's credentials
            "169.254.0.0/16",  # of one link; credentials in most clouds
            "192.0.0.192/32",  # a cloud's credentials
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "fd00:ec2::254/128",  # a cloud's credentials
            "fe80::/10",
            "ff00::/8",
        ),
    )
)
"""Never the address of a gateway, whatever the office says."""

PUBLIC = ip_network("2000::/3")
"""Outside it no address of the sixth version is public."""
_NAT64 = ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ip_network("2002::/16")
_ISATAP = (0x00005EFE, 0x02005EFE)


def may_be_called(text: str, allowed: Iterable[Network] = ()) -> bool:
    """Whether a request may go to this address, as the resolver spells it.

    An address that carries one of the fourth version inside is judged by
    that one as well. `allowed` are networks the office named itself.
    """
    try:
        outer = ip_address(text)
    except ValueError:
        return False
    if isinstance(outer, IPv6Address) and outer.scope_id is not None:
        return False
    named = tuple(allowed)
    return all(_one_may(one, named) for one in (outer, *_inside(outer)))


def _one_may(address: Address, allowed: tuple[Network, ...]) -> bool:
    if any(address in network for network in NEVER):
        return False
    if any(address in network for network in allowed):
        return True
    if isinstance(address, IPv6Address) and not _is_wrapping(address) and address not in PUBLIC:
        return False
    return not any(address in network for network in INNER)


def _is_wrapping(address: IPv6Address) -> bool:
    """Whether it is nothing but a spelling of the one inside."""
    return address.ipv4_mapped is not None or address in _NAT64


def _inside(address: Address) -> Iterable[IPv4Address]:
    """The addresses of the fourth version that this one stands for."""
    if isinstance(address, IPv4Address):
        return
    number = int(address)
    low = IPv4Address(number & 0xFFFFFFFF)
    if _is_wrapping(address) or (number >> 32) & 0xFFFFFFFF in _ISATAP:
        yield low
    if address in _SIX_TO_FOUR:
        yield IPv4Address((number >> 80) & 0xFFFFFFFF)
