"""What virus scanners say of a file: clamd by its own protocol, or a command by how it ends."""

from __future__ import annotations

import asyncio
import shlex
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.settings import Settings, clamd_place

SCAN_SECONDS = 120  # for one file: clamd itself gives up on a file after two minutes
_PIECE = 64 * 1024  # bytes; clamd refuses pieces beyond its StreamMaxLength
_MAX_ANSWER = 4096
_CLEAN, _INFECTED = 0, 1  # how clamscan, clamdscan and others of their kind end


@dataclass(frozen=True, slots=True)
class Judgement:
    """finding: the scanner's name for what it refused; None for a clean file."""

    finding: str | None

    @property
    def clean(self) -> bool:
        return self.finding is None


class Scanner(Protocol):
    """Raises UNREACHABLE when it does not say whether the file is clean: then nobody knows."""

    async def scan(self, path: Path) -> Judgement: ...


@dataclass(frozen=True, slots=True)
class Clamd:
    """A clamd daemon. place: its socket's path, or host and port. The file is sent (INSTREAM), no folder is shared."""

    place: str | tuple[str, int]

    async def scan(self, path: Path) -> Judgement:
        try:
            async with asyncio.timeout(SCAN_SECONDS):
                return _judgement(await self._answer(path))
        except (OSError, TimeoutError, EOFError) as error:
            raise _away(f"clamd does not answer ({type(error).__name__})") from None

    async def _answer(self, path: Path) -> str:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            with await asyncio.to_thread(path.open, "rb") as file:
                await _send(file, writer)
            return (await reader.readuntil(b"\0"))[:_MAX_ANSWER].rstrip(b"\0").decode("utf-8", "replace")
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self.place, str):
            return await asyncio.open_unix_connection(self.place, limit=_MAX_ANSWER)
        return await asyncio.open_connection(*self.place, limit=_MAX_ANSWER)


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments; the file's path comes last."""

    arguments: Sequence[str]

    async def scan(self, path: Path) -> Judgement:
        try:
            process = await asyncio.create_subprocess_exec(
                *self.arguments,
                str(path),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            raise _away(f"the scan command cannot be started ({error.strerror})") from None
        try:
            async with asyncio.timeout(SCAN_SECONDS):
                ended = await process.wait()
        except TimeoutError:
            raise _away("the scan command takes too long") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if ended not in (_CLEAN, _INFECTED):
            raise _away(f"the scan command ended with {ended}")
        return Judgement(None if ended == _CLEAN else "refused by the scan command")


def scanners_of(settings: Settings) -> tuple[Scanner, ...]:
    """All that the settings name; a file is clean when each of them says so."""
    found: list[Scanner] = []
    if settings.scan_clamd is not None:
        found.append(Clamd(clamd_place(settings.scan_clamd)))
    if settings.scan_command is not None:
        found.append(Command(shlex.split(settings.scan_command)))
    return tuple(found)


async def _send(file: IO[bytes], writer: asyncio.StreamWriter) -> None:
    while piece := await asyncio.to_thread(file.read, _PIECE):
        writer.write(struct.pack("!I", len(piece)) + piece)
        await writer.drain()
    writer.write(struct.pack("!I", 0))
    await writer.drain()


def _judgement(answer: str) -> Judgement:
    """`stream: OK`, `stream: <name> FOUND`, or an error, which says nothing about the file."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Judgement(None)
    if said.endswith(" FOUND"):
        return Judgement(said.removesuffix(" FOUND"))
    raise _away("clamd could not judge the file; see its log and its StreamMaxLength")


def _away(detail: str) -> StackcredError:
    return StackcredError(ErrorCode.UNREACHABLE, f"The virus scanner is away: {detail}.")
