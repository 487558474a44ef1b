"""What shares a transaction, and that nobody suffers for a neighbour."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.batch_writer import MAX_BATCH, BatchWriter, Contended, Later

Result = str | StackcredError | Later
AWAY = StackcredError(ErrorCode.UNAVAILABLE, "The database does not answer now.")


@dataclass(frozen=True)
class Line:
    """Something to write down."""

    text: str
    keys: frozenset[Hashable] = frozenset()
    group: object = None


@dataclass
class Book:
    """Takes lines, a batch for each turn of the loop; `refuses` makes it raise or answer something else."""

    refuses: Callable[[Sequence[Line]], None] = lambda lines: None
    later: frozenset[str] = frozenset()
    batches: list[list[str]] = field(default_factory=list)

    async def write(self, lines: Sequence[Line]) -> list[Result]:
        await asyncio.sleep(0)
        self.refuses(lines)
        self.batches.append([line.text for line in lines])
        return [Later.LATER if place and line.text in self.later else line.text for place, line in enumerate(lines)]

    @property
    def written(self) -> list[str]:
        return [text for batch in self.batches for text in batch]


def writer_of(book: Book, **options: int) -> BatchWriter[Line, str]:
    return BatchWriter(book.write, **options)


async def all_of(writer: BatchWriter[Line, str], lines: Sequence[Line]) -> list[str | BaseException]:
    return await asyncio.gather(*(writer.submit(line) for line in lines), return_exceptions=True)


def refuse(text: str, error: BaseException) -> Callable[[Sequence[Line]], None]:
    def refuses(lines: Sequence[Line]) -> None:
        if any(line.text == text for line in lines):
            raise error

    return refuses


async def test_what_waits_is_written_together_and_each_gets_its_own_answer() -> None:
    book, lines = Book(), [Line(str(number)) for number in range(2 * MAX_BATCH + 9)]
    assert await all_of(writer_of(book), lines) == [line.text for line in lines]
    assert [len(batch) for batch in book.batches] == [MAX_BATCH, MAX_BATCH, 9]


async def test_a_lone_command_does_not_wait_for_company() -> None:
    book = Book()
    assert await asyncio.wait_for(writer_of(book).submit(Line("alone")), 1) == "alone"
    assert book.batches == [["alone"]]


async def test_commands_that_share_a_key_are_never_together_and_keep_their_order() -> None:
    book = Book()
    lines = [Line(str(number), frozenset({number % 3})) for number in range(12)]
    await all_of(writer_of(book), lines)
    assert all(len({int(text) % 3 for text in batch}) == len(batch) for batch in book.batches)
    for key in range(3):
        assert [text for text in book.written if int(text) % 3 == key] == [str(key + step) for step in (0, 3, 6, 9)]


async def test_commands_of_different_groups_are_never_together() -> None:
    book = Book()
    await all_of(writer_of(book), [Line(str(number), group=number % 2) for number in range(8)])
    assert all(len({int(text) % 2 for text in batch}) == 1 for batch in book.batches)
    assert sorted(book.written) == [str(number) for number in range(8)]


async def test_what_fails_the_batch_fails_alone_in_the_end() -> None:
    book = Book(refuses=refuse("bad", ValueError("bad")))
    answers = await all_of(writer_of(book), [Line("one"), Line("bad"), Line("two")])
    assert (answers[0], answers[2]) == ("one", "two")
    assert isinstance(answers[1], ValueError)
    assert sorted(book.written) == ["one", "two"]


async def test_when_the_database_is_away_one_try_speaks_for_all() -> None:
    tries: list[int] = []

    def refuses(lines: Sequence[Line]) -> None:
        tries.append(len(lines))
        raise AWAY

    answers = await all_of(writer_of(Book(refuses=refuses)), [Line(str(number)) for number in range(9)])
    assert answers == [AWAY] * 9
    assert tries == [9, 1]


async def test_a_command_that_others_contend_for_gives_up_alone() -> None:
    book = Book(refuses=refuse("contended", Contended()))
    answers = await all_of(writer_of(book), [Line("one"), Line("contended"), Line("two"), Line("three")])
    assert [answers[place] for place in (0, 2, 3)] == ["one", "two", "three"]
    assert isinstance(answers[1], Contended)


async def test_what_cannot_be_in_this_transaction_is_in_the_next() -> None:
    book = Book(later=frozenset({"two"}))
    assert await all_of(writer_of(book), [Line("one"), Line("two"), Line("three")]) == ["one", "two", "three"]
    assert book.batches == [["one", "two", "three"], ["two"]]


async def test_a_writer_that_dies_leaves_nobody_waiting_and_the_next_command_starts_another() -> None:
    book = Book(refuses=refuse("deadly", asyncio.CancelledError()))
    writer = writer_of(book)
    answers = await asyncio.wait_for(all_of(writer, [Line("one"), Line("deadly"), Line("two")]), 1)
    assert [error.code for error in answers if isinstance(error, StackcredError)] == [ErrorCode.UNAVAILABLE] * 3
    assert book.written == []
    assert await asyncio.wait_for(writer.submit(Line("after")), 1) == "after"


async def test_a_full_queue_says_when_to_come_again() -> None:
    book = Book()
    writer = writer_of(book, max_queued=3)
    answers = await all_of(writer, [Line(str(number)) for number in range(5)])
    assert answers[:3] == ["0", "1", "2"]
    for error in answers[3:]:
        assert isinstance(error, StackcredError)
        assert (error.code, error.retry_after) == (ErrorCode.UNAVAILABLE, 1)
    assert await writer.submit(Line("again")) == "again"


async def test_who_stops_waiting_takes_back_what_nobody_has_begun_with() -> None:
    book = Book()
    writer = writer_of(book)
    waiting = [asyncio.create_task(writer.submit(Line(text, frozenset({"one key"})))) for text in ("a", "b", "c")]
    await asyncio.sleep(0)
    waiting[1].cancel()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert (answers[0], answers[2]) == ("a", "c")
    assert book.written == ["a", "c"]


async def test_who_stops_waiting_too_late_changes_nothing() -> None:
    begun = asyncio.Event()
    book = Book(refuses=lambda lines: begun.set())
    writer = writer_of(book)
    one, two = (asyncio.create_task(writer.submit(Line(text))) for text in ("one", "two"))
    await begun.wait()
    one.cancel()
    with pytest.raises(asyncio.CancelledError):
        await one
    assert await two == "two"
    assert book.written == ["one", "two"]
