"""A spool keeps what comes in on the disk, counts it, and leaves nothing behind."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.spool import spooled


def test_what_was_written_comes_back_in_lines(tmp_path: Path) -> None:
    with spooled(tmp_path / "new", 100) as spool:
        spool.write(b"one\r\ntw")
        spool.write(b"o\nthree")
        assert list(spool.lines(100)) == list(spool.lines(100)) == [b"one\r\n", b"two\n", b"three"]
        assert list(spool.lines(4))[:2] == [b"one\r", b"\n"]
        assert (spool.size, spool.digest) == (14, hashlib.sha256(b"one\r\ntwo\nthree").digest())
        assert list((tmp_path / "new").iterdir()) == []  # it has no name that could stay behind


def test_more_than_it_may_hold_is_refused_at_once(tmp_path: Path) -> None:
    with spooled(tmp_path, 4) as spool:
        spool.write(b"1234")
        with pytest.raises(StackcredError) as refused:
            spool.write(b"5")
    assert refused.value.code is ErrorCode.TOO_LARGE
