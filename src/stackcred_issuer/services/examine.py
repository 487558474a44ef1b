"""Examine many documents at once, each by itself: order kept, one answer each, and no bad one spoils the others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.verification.policy import Policy
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Report
from stackcred_issuer.services.carriers import Piece, is_carrier, is_zip, pieces_in, unpack
from stackcred_issuer.services.carriers.base import MAX_PIECES, too_many
from stackcred_issuer.services.carriers.written import is_bundle
from stackcred_issuer.services.examining import Examining
from stackcred_issuer.services.verify_bundle import verify_bundle
from stackcred_issuer.services.verify_presented import verify_presented

AT_ONCE = 8  # documents of one request under examination: one visitor does not fill every place there is
MAX_ADDRESSES = 50  # fetched for one request: nobody lets us call half the web
MAX_SECONDS = 60  # of one request altogether; what was not reached by then says so

Fetch = Callable[[str], Awaitable[bytes]]
"""An address → the bytes there. Raises StackcredError NOT_FOUND, UNREACHABLE."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of one document: its report, or the error that says why there is none.

    data: the credential's bytes, taken out of whatever they came in.
    """

    source: str
    data: bytes = b""
    report: Report | None = None
    error: StackcredError | None = None


async def examine(house: Examining, brought: Sequence[Piece], fetch: Fetch) -> list[Examined]:
    """Every document in what was brought, in its order: archives unpacked, addresses fetched, credentials taken out.

    Raises as `Bench.examine`.
    """
    return await Bench(house, fetch, MAX_SECONDS, MAX_PIECES).examine(brought)


async def examined(house: Examining, piece: Piece, *, until: float | None = None) -> Report:
    """The report on one document. Raises StackcredError for what cannot be read or costs too much.

    until: as for `verify_presented`.
    """
    if piece.error is not None:
        raise piece.error
    if is_bundle(piece.data):
        return await verify_bundle(house, piece.data)
    return await verify_presented(house, read(piece.data), Policy(), until=until)


async def only_piece(house: Examining, data: bytes, fetch: Fetch) -> Piece:
    """The one document in what somebody brings. Raises MALFORMED for several."""
    if is_zip(data):
        raise StackcredError(
            ErrorCode.UNSUPPORTED,
            "This is an archive of several files; bring it to /v1/verify/batch or the verify page.",
        )
    if not (is_carrier(data) or data.lstrip().startswith(b"[")):
        return Piece("", data)
    pieces = await house.sandbox.run(pieces_in, "", data)
    if len(pieces) != 1:
        raise StackcredError(
            ErrorCode.MALFORMED, f"There are {len(pieces)} credentials in this; verify them as a list."
        )
    url = pieces[0].url
    return pieces[0] if url is None else Piece(url, await fetch(url))


class Bench:
    """One request's share: a bound on how much at once, how many, and how long altogether."""

    def __init__(self, house: Examining, fetch: Fetch, seconds: float, pieces: int) -> None:
        """Within a running event loop. seconds, pieces: for everything that is examined here."""
        self._house, self._fetch, self._seconds, self._pieces = house, fetch, seconds, pieces
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._ends = asyncio.get_running_loop().time() + seconds
        self._addresses = 0

    async def examine(self, brought: Sequence[Piece], *, each: bool = False) -> list[Examined]:
        """Every document in what was brought, in its order, with its report or why there is none.

        each: also the credentials inside presentations, records and bundles one by one.
        Raises StackcredError TOO_LARGE for more documents or addresses than one request may bring, and for an archive
        beyond its limits.
        """
        files = _flat(await asyncio.gather(*(self._files(piece) for piece in brought)))
        found = _flat(await asyncio.gather(*(self._opened(file, each=each) for file in files)))
        self._count(found)
        pieces = _flat(await asyncio.gather(*(self._fetched(piece, each=each) for piece in found)))
        self._pieces -= len(pieces) - len(found)
        return list(await asyncio.gather(*(self._examined(piece) for piece in pieces)))

    def _count(self, pieces: Sequence[Piece]) -> None:
        self._pieces -= len(pieces)
        self._addresses += sum(piece.url is not None for piece in pieces)
        if self._pieces < 0:
            raise too_many()
        if self._addresses > MAX_ADDRESSES:
            raise StackcredError(
                ErrorCode.TOO_LARGE, f"These are more than {MAX_ADDRESSES} addresses; bring them in several parts."
            )

    async def _files(self, piece: Piece) -> list[Piece]:
        """The files of an archive; anything else as it is. An archive beyond its limits is refused as a whole."""
        if not is_zip(piece.data):
            return [piece]
        async with self._gate:
            return await self._house.sandbox.run(unpack, piece.source, piece.data)

    async def _examined(self, piece: Piece) -> Examined:
        try:
            async with self._gate, asyncio.timeout_at(self._ends):
                return Examined(piece.source, piece.data, await examined(self._house, piece))
        except StackcredError as error:
            return Examined(piece.source, piece.data, error=error)
        except TimeoutError:
            return Examined(piece.source, piece.data, error=self._late())

    async def _opened(self, file: Piece, *, each: bool) -> list[Piece]:
        """The documents of one file; addresses stay addresses."""
        if file.error is not None or file.url is not None:
            return [file]
        try:
            async with self._gate, asyncio.timeout_at(self._ends):
                return await self._house.sandbox.run(pieces_in, file.source, file.data, each=each)
        except StackcredError as error:
            return [Piece(file.source, error=error)]
        except TimeoutError:
            return [Piece(file.source, error=self._late())]

    async def _fetched(self, piece: Piece, *, each: bool) -> list[Piece]:
        """The documents behind an address; of these, none is an address again."""
        if piece.url is None:
            return [piece]
        try:
            async with self._gate, asyncio.timeout_at(self._ends):
                data = await self._fetch(piece.url)
        except StackcredError as error:
            return [Piece(piece.source, error=error)]
        except TimeoutError:
            return [Piece(piece.source, error=self._late())]
        found = await self._opened(Piece(piece.source, data), each=each)
        return [one if one.url is None else Piece(piece.source, error=_elsewhere()) for one in found]

    def _late(self) -> StackcredError:
        detail = f"It was not reached within the {self._seconds:g} s of one request; bring it again by itself."
        return StackcredError(ErrorCode.EXHAUSTED, detail)


def _flat(many: Sequence[Sequence[Piece]]) -> list[Piece]:
    return [piece for some in many for piece in some]


def _elsewhere() -> StackcredError:
    detail = "There is only another address behind this one; give the badge's own."
    return StackcredError(ErrorCode.MALFORMED, detail)
