"""Which addresses a stranger's URL may lead us to: the public internet, nothing of ours."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# Listed here, not taken from `ipaddress.is_global`: that counts multicast as global and differs between the
# Python versions we run on. From IANA's special-purpose registries.
_REFUSED_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared with the carrier (CGNAT)
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")  # the only global unicast: mapped, NAT64, ULA, link-local all lie outside
_REFUSED_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo, ORCHID and other assignments
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries an IPv4 address
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Whether an IPv4 or IPv6 address, such as `192.0.2.1`, lies on the public internet."""
    parsed = _parse(address)
    if isinstance(parsed, IPv4Address):
        return not any(parsed in network for network in _REFUSED_V4)
    if isinstance(parsed, IPv6Address):
        return parsed in _GLOBAL_V6 and not any(parsed in network for network in _REFUSED_V6)
    return False


def is_loopback(address: str) -> bool:
    """Whether an address is this machine itself: 127.0.0.0/8 or ::1."""
    parsed = _parse(address)
    return parsed is not None and parsed.is_loopback


def _parse(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    zoned = isinstance(parsed, IPv6Address) and parsed.scope_id is not None
    return None if zoned else parsed
