"""A little clamd: it reads INSTREAM as clamd does, and finds one thing."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

VIRUS = b"X-TEST-VIRUS-OF-OUR-OWN"


@dataclass
class LittleClamd:
    """seen: what it was sent. answer: what it says instead of looking, if anything."""

    place: str = ""
    seen: list[bytes] = field(default_factory=list)
    answer: bytes | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        data = bytearray()
        while (size := struct.unpack("!I", await reader.readexactly(4))[0]) > 0:
            data += await reader.readexactly(size)
        self.seen.append(bytes(data))
        said = b"stream: Test.Virus-1 FOUND" if VIRUS in data else b"stream: OK"
        writer.write((said if self.answer is None else self.answer) + b"\0")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def little_clamd(socket: Path | None = None) -> AsyncIterator[LittleClamd]:
    """Listening at a socket, or at a port of 127.0.0.1; `place` is how settings name it."""
    clamd = LittleClamd()
    if socket is not None:
        server = await asyncio.start_unix_server(clamd.serve, socket)
        clamd.place = f"unix:{socket}"
    else:
        server = await asyncio.start_server(clamd.serve, "127.0.0.1", 0)
        clamd.place = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield clamd
