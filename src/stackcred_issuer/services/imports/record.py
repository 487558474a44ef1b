"""Record the rows of a chunk: results, badges and the marks of the rows commit together, so each row counts once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.lms.import_outcome import PENDING
from stackcred_issuer.services.batch_writer import Contended, Later
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.imports.check import letter_of
from stackcred_issuer.services.imports.rows import Row, rows_of
from stackcred_issuer.services.record_batch import NotMarked, Result, record_batch
from stackcred_issuer.services.result_post import ResultPost
from stackcred_issuer.store.imports import Claimed
from stackcred_issuer.store.message import Statement
from stackcred_issuer.store.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)
_PASSING = frozenset({ErrorCode.UNAVAILABLE, ErrorCode.KEY_UNUSABLE})  # no fault of a row: the import waits


async def record_chunk(house: Deployment, claimed: Claimed) -> None:
    """Whatever of it is not recorded yet. Safe to repeat.

    Raises NotMarked when the import must not go on, and UNAVAILABLE and KEY_UNUSABLE, which pass.
    """
    if PENDING in claimed.outcomes:
        await _Recording(house, claimed, list(await rows_of(house, claimed))).run()


@dataclass(slots=True)
class _Recording:
    """outcomes: a letter for each row, as it stands in the database."""

    house: Deployment
    claimed: Claimed
    rows: Sequence[Row]
    outcomes: str = field(init=False)

    def __post_init__(self) -> None:
        self.outcomes = self.claimed.outcomes

    async def run(self) -> None:
        await self._refuse([(row, row.post) for row in self._pending() if isinstance(row.post, StackcredError)])
        while batch := self._batch():
            await self._together(batch)

    def _pending(self) -> list[Row]:
        return [row for row in self.rows if self.outcomes[row.place] == PENDING]

    def _batch(self) -> list[Row]:
        """The rows that can share a transaction: the first one that has a key comes before the others that do."""
        taken: set[Hashable] = set()
        batch = []
        for row in self._pending():
            assert isinstance(row.post, ResultPost), "the others are refused by now"
            if taken.isdisjoint(row.post.keys):
                batch.append(row)
            taken |= row.post.keys
        return batch

    async def _together(self, batch: Sequence[Row]) -> None:
        """All in one transaction; if that fails, by halves, so that none fails for its neighbour's sake."""
        try:
            await self._record(batch)
        except NotMarked:
            raise
        except Exception as error:
            if isinstance(error, StackcredError) and error.code in _PASSING and type(error) is not Contended:
                raise
            if len(batch) > 1:
                log.warning("a batch of an import failed and is halved", size=len(batch), error=type(error).__name__)
                await self._together(batch[: len(batch) // 2])
                await self._together(batch[len(batch) // 2 :])
            elif isinstance(error, Contended):
                raise
            else:
                await self._refuse([(batch[0], _in_words(error))])

    async def _record(self, batch: Sequence[Row]) -> None:
        marked = self.outcomes

        def mark(uow: UnitOfWork, results: Sequence[Result]) -> Statement[bool]:
            nonlocal marked
            marked, statement = self._mark(uow, list(zip(batch, results, strict=True)))
            return statement

        posts = [row.post for row in batch if isinstance(row.post, ResultPost)]
        results = await record_batch(posts, mark=mark)
        _need_none_that_passes(results)
        self.outcomes = marked

    def _mark(self, uow: UnitOfWork, results: Sequence[tuple[Row, Result]]) -> tuple[str, Statement[bool]]:
        """The letters with these results in them, and what writes them down; faults come with the commit."""
        letters = list(self.outcomes)
        for row, result in results:
            if not isinstance(result, Later):
                letters[row.place] = letter_of(result)
        _need_none_that_passes([result for _, result in results])
        faults = [row.fault("run", result) for row, result in results if isinstance(result, StackcredError)]
        if faults:
            uow.at_the_end(uow.imports.faults_statement(faults))
        marked = "".join(letters)
        return marked, uow.imports.mark_statement(replace(self.claimed, outcomes=self.outcomes), marked)

    async def _refuse(self, refused: Sequence[tuple[Row, StackcredError]]) -> None:
        """Rows that are no results."""
        if not refused:
            return
        async with self.house.store.begin(self.house.clock.now()) as uow:
            await uow.rights.hold([self.claimed.of.issuer_id])
            marked, statement = self._mark(uow, list(refused))
            if await uow.send(statement) != [True]:
                raise NotMarked
        self.outcomes = marked


def _need_none_that_passes(results: Sequence[Result]) -> None:
    """Raise what is no fault of the rows: they are tried again later."""
    for result in results:
        if isinstance(result, StackcredError) and result.code in _PASSING:
            raise result


def _in_words(error: Exception) -> StackcredError:
    if isinstance(error, StackcredError):
        return error
    log.error("a row of an import cannot be recorded", exc_info=error)
    return StackcredError(ErrorCode.INVALID, "The row could not be recorded; it was logged. Post it by itself.")
