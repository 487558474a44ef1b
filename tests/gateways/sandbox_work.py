"""What the sandbox is made to run: good work, and every kind of bad."""

from __future__ import annotations

import os
import time

from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError

LOADED: list[int] = []


def preload() -> None:
    LOADED.append(os.getpid())


def loaded_here() -> bool:
    return [os.getpid()] == LOADED


def worker() -> int:
    return os.getpid()


def add(left: int, right: int = 1) -> int:
    return left + right


def echo(data: bytes) -> bytes:
    return data


def spin() -> None:
    while True:
        pass


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def devour() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(1024 * 1024))


def use_memory(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def crash() -> None:
    os._exit(3)


def abort() -> None:
    os.abort()


def recurse() -> int:
    return recurse()


def refuse() -> None:
    raise StackcredError(ErrorCode.MALFORMED, "No.", findings=[Finding("/a", "bad", "§1")], retry_after=None)


class Awkward(Exception):
    """An error that cannot be unpickled."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def fail_awkwardly() -> None:
    raise Awkward("first", "second")
