"""What single settings may say: their words, hosts and places."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum

PREFIX = "STACKCRED_"
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")  # a name, IPv4 or IPv6
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Environment(StrEnum):
    """What the deployment is for: production refuses the conveniences of development."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """The least severe message that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """Lines for people or for log collectors."""

    CONSOLE = "console"
    JSON = "json"


class VcApiAnswer(StrEnum):
    """How an issued credential comes back from the VC-API: suites differ in what they expect."""

    WRAPPED = "wrapped"
    BARE = "bare"


class VcApiChecks(StrEnum):
    """What the VC-API verifies when nobody says: everything, or whether the proof holds, whoever made it."""

    ALL = "all"
    PROOF = "proof"


@dataclass(frozen=True, slots=True)
class DevHost:
    """A host name that stands for a port of this machine."""

    name: str
    address: str
    port: int


def dev_host(text: str) -> DevHost:
    name, _, place = text.partition("=")
    address, _, port = place.rpartition(":")
    if not HOST.fullmatch(name.lower()) or not is_loopback(address.strip("[]")) or not port.isdigit():
        raise ValueError("write pairs such as issuer.example=127.0.0.1:18443, to loopback addresses only")
    if not 0 < int(port) <= 65_535:
        raise ValueError("a port is a number from 1 to 65535")
    return DevHost(name.lower(), address.strip("[]"), int(port))


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def clamd_place(text: str) -> str | tuple[str, int]:
    """The socket's path, or host and port. Raises ValueError in words."""
    scheme, _, rest = text.partition(":")
    if scheme == "unix" and rest.startswith("/"):
        return rest
    host, _, port = rest.removeprefix("//").rpartition(":")
    if scheme != "tcp" or not HOST.fullmatch(host.strip("[]").lower()) or not port.isdigit() or int(port) > 65_535:
        raise ValueError("must be tcp://<host>:<port> or unix:<path of the socket>")
    return host.strip("[]"), int(port)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return "DATABASE_URL" if name == "database_url" else PREFIX + name.upper()
