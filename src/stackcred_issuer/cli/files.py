"""Files that commands are given by name."""

from __future__ import annotations

from pathlib import Path

import typer

from stackcred_issuer.domain.errors import ErrorCode, StackcredError


def read_file(name: str) -> bytes:
    """A file's bytes, or standard input for `-`. Raises INVALID with the reason."""
    try:
        return typer.get_binary_stream("stdin").read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise StackcredError(ErrorCode.INVALID, f"{name} cannot be read: {error.strerror}.") from None


def write_file(name: str, data: bytes) -> None:
    """A file's new bytes, or standard output for `-`. Raises INVALID with the reason."""
    try:
        if name == "-":
            typer.get_binary_stream("stdout").write(data)
        else:
            Path(name).write_bytes(data)
    except OSError as error:
        raise StackcredError(ErrorCode.INVALID, f"{name} cannot be written: {error.strerror}.") from None
