"""The contexts on disk are held to their digests."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from stackcred_issuer.gateways.bundled import (
    EXAMPLES_V2,
    ContextChoice,
    data_path,
    load_contexts,
    published_bytes,
    read_contexts,
)


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


def test_contexts_of_tests_are_known_to_who_chose_them_only(tmp_path: Path) -> None:
    assert EXAMPLES_V2 not in load_contexts()
    chosen = load_contexts(ContextChoice(tests=True))
    assert set(chosen) == {*load_contexts(), EXAMPLES_V2}
    assert chosen is load_contexts(ContextChoice(tests=True))
    (tmp_path / "own.json").write_text('{"@context": {"own": "https://own.example/own"}}')
    listed = tmp_path / "list.json"
    listed.write_text(f'{{"https://own.example/v1": "own.json", "{EXAMPLES_V2}": "own.json"}}')
    more = load_contexts(ContextChoice(tests=True, listed=listed))
    assert (
        more.get("https://own.example/v1") == more.get(EXAMPLES_V2) == {"@context": {"own": "https://own.example/own"}}
    )
    assert "https://own.example/v1" not in load_contexts(ContextChoice(listed=listed))


@pytest.mark.parametrize("text", ["", "[]", '{"https://own.example/v1": "nowhere.json"}', None])
def test_a_list_of_contexts_that_cannot_be_read_stops_the_start_in_words(tmp_path: Path, text: str | None) -> None:
    listed = tmp_path / "list.json"
    if text is not None:
        listed.write_text(text)
    with pytest.raises(StackcredError, match="STACKCRED_CONFORMANCE_CONTEXTS"):
        load_contexts(ContextChoice(tests=True, listed=listed))


def test_the_bytes_of_a_context_are_known_where_they_are_the_published_ones() -> None:
    data = published_bytes(CREDENTIALS_V2)
    assert data is not None
    assert hashlib.sha256(data).hexdigest().startswith("59955ced")
    assert published_bytes(CREDENTIALS_V1) is None  # laid out otherwise than at its address
    assert published_bytes("https://x.example/") is None
