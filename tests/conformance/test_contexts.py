"""The bundled contexts are the published ones, and no other text of the same URL."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from tests.support.proof import CONTEXTS, OB_3_0_3
from tests.support.shared import need_shared, shared_json

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.gateways.bundled import data_path

FOLDER = data_path("schemas/contexts")
MANIFEST: dict[str, JsonObject] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))


@pytest.mark.parametrize("url", sorted(MANIFEST))
def test_a_bundled_context_says_what_the_published_one_says(url: str) -> None:
    published = shared_json("spec/data/contexts/manifest.json")[url]
    assert CONTEXTS.get(url) == shared_json(f"spec/data/{published['file']}")


def test_where_a_digest_is_published_and_our_bytes_differ_only_the_layout_does() -> None:
    published = shared_json("spec/data/contexts/manifest.json")
    exact = {url for url, row in MANIFEST.items() if row["sha256"] == published[url]["sha256"]}
    assert "https://www.w3.org/ns/credentials/v2" in exact
    assert hashlib.sha256((FOLDER / "credentials-v2.json").read_bytes()).hexdigest().startswith("59955ced6697d61e")


def test_the_superseded_texts_of_ob_3_0_3_are_other_texts() -> None:
    earlier = shared_json("vectors/contexts/ob-v3p0-context-3.0.3.2024-03.json")
    current = shared_json("vectors/contexts/ob-v3p0-context-3.0.3.2026-06.json")
    assert CONTEXTS.get(OB_3_0_3) == current
    assert CONTEXTS.get(OB_3_0_3) != earlier


def test_the_superseded_texts_are_bundled_byte_for_byte() -> None:
    shared = need_shared()
    for row in MANIFEST[OB_3_0_3]["superseded"]:
        data = (FOLDER / row["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
        assert data == (shared / "spec/data/contexts/superseded" / row["file"]).read_bytes()
    assert len(CONTEXTS.texts[OB_3_0_3]) == 3


def test_openbadgeslib_ships_the_same_texts() -> None:
    need_shared()
    package = pytest.importorskip("openbadgeslib.ob3.contexts")
    folder = Path(package.__file__).parent
    for url, name in package._URL_TO_RESOURCE.items():
        if url in CONTEXTS and not url.endswith("ob/v3p0/context.json"):  # there it serves 3.0.3 under that name
            assert CONTEXTS.get(url) == json.loads((folder / name).read_text("utf-8")), url


def test_every_file_is_in_the_manifest_and_names_its_origin() -> None:
    superseded = [row for current in MANIFEST.values() for row in current.get("superseded", [])]
    files = {row["file"] for row in (*MANIFEST.values(), *superseded)}
    assert files | {"manifest.json"} == {path.name for path in FOLDER.iterdir()}
    wanted = {"file", "sha256", "origin", "licence"}
    assert all(set(row) - {"superseded"} == wanted for row in (*MANIFEST.values(), *superseded))


def test_no_bundled_context_imports_or_stops_propagation() -> None:
    """The expansion counts on it: PyLD writes into an imported context, and misreads `@propagate` behind a URL."""
    for path in FOLDER.glob("*.json"):
        text = path.read_text("utf-8")
        assert '"@import"' not in text
        assert '"@propagate"' not in text
