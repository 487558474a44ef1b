"""The contexts on disk are held to their digests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from stackcred_issuer.gateways.bundled import data_path, load_contexts, read_contexts


def test_the_bundled_contexts_are_read_once() -> None:
    assert load_contexts() is load_contexts()
    assert {CREDENTIALS_V1, CREDENTIALS_V2} < set(load_contexts())


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(data_path("schemas/contexts"), tmp_path / "contexts")
    assert set(read_contexts(folder)) == set(load_contexts())
    path = folder / "credentials-v2.json"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(StackcredError) as caught:
        read_contexts(folder)
    assert caught.value.code is ErrorCode.INVALID
    assert "credentials-v2.json" in caught.value.detail
