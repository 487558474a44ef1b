"""A file is clean when every scanner says so; what no scanner says, nobody knows."""

from __future__ import annotations

import asyncio
import shlex
import sys
from pathlib import Path

import pytest
from tests.support.clamd import VIRUS, little_clamd

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways import virus_scan
from stackcred_issuer.gateways.virus_scan import Judgement, scanners_of
from stackcred_issuer.settings import load_settings

CONTENT = b"a portfolio " * 20_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def infected(tmp_path: Path) -> Path:
    path = tmp_path / "infected"
    path.write_bytes(CONTENT + VIRUS)
    return path


async def judged(path: Path, **settings: str) -> Judgement:
    (scanner,) = scanners_of(load_settings(**settings))
    return await scanner.scan(path)


@pytest.mark.parametrize("over", ["tcp", "unix"])
async def test_clamd_is_sent_the_file_and_believed(file: Path, infected: Path, tmp_path: Path, over: str) -> None:
    async with little_clamd(tmp_path / "clamd.sock" if over == "unix" else None) as clamd:
        assert (await judged(file, scan_clamd=clamd.place)).clean
        assert clamd.seen == [CONTENT]
        assert await judged(infected, scan_clamd=clamd.place) == Judgement("Test.Virus-1")


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"stream: Can't open file ERROR", b""])
async def test_an_error_of_clamd_says_nothing_about_the_file(file: Path, answer: bytes) -> None:
    async with little_clamd() as clamd:
        clamd.answer = answer
        with pytest.raises(StackcredError) as caught:
            await judged(file, scan_clamd=clamd.place)
    assert caught.value.code is ErrorCode.UNREACHABLE


async def test_a_clamd_that_is_not_there_or_breaks_off_is_away(file: Path, tmp_path: Path) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_unix_server(hang_up, tmp_path / "rude.sock"):
        for place in (f"unix:{tmp_path}/rude.sock", f"unix:{tmp_path}/none.sock", "tcp://127.0.0.1:9"):
            with pytest.raises(StackcredError, match="away"):
                await judged(file, scan_clamd=place)


@pytest.mark.parametrize(("code", "clean"), [(0, True), (1, False)])
async def test_a_command_judges_by_how_it_ends(file: Path, code: int, clean: bool) -> None:
    script = f"import sys; sys.exit({code} if open(sys.argv[-1], 'rb').read(1) == b'a' else 7)"
    assert (await judged(file, scan_command=shlex.join([sys.executable, "-c", script]))).clean is clean


@pytest.mark.parametrize("command", [f"{sys.executable} -c 'exit(2)'", "/nowhere/scanner"])
async def test_a_command_that_fails_says_nothing_about_the_file(file: Path, command: str) -> None:
    with pytest.raises(StackcredError, match="away"):
        await judged(file, scan_command=command)


async def test_a_command_that_takes_too_long_is_ended(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virus_scan, "SCAN_SECONDS", 0.2)
    with pytest.raises(StackcredError, match="too long"):
        await judged(file, scan_command=f"{sys.executable} -c 'import time; time.sleep(60)'")


def test_both_scanners_are_asked_where_both_are_set() -> None:
    assert len(scanners_of(load_settings(scan_clamd="tcp://localhost:3310", scan_command="/bin/true"))) == 2
    assert scanners_of(load_settings()) == ()


@pytest.mark.parametrize("place", ["localhost:3310", "tcp://localhost", "unix:relative.sock", "tcp://:3310"])
def test_a_clamd_address_that_is_none_stops_the_start(place: str) -> None:
    with pytest.raises(StackcredError, match="STACKCRED_SCAN_CLAMD"):
        load_settings(scan_clamd=place)
