"""The gate of compiled shapes: byte for byte what PyLD and pyoxigraph say, for as many credentials as one likes.

`pytest tests/domain/proof/canonical/compiled/test_gate.py --credentials 10000 --seed 7`
"""

from __future__ import annotations

import copy
import hashlib

import pytest
from tests.support.credentials import Credentials
from tests.support.nquads import canonical_by_others
from tests.support.proof import CONTEXTS
from tests.support.pyld import mended_escapes, normalized, nquads, unique

from stackcred_issuer.domain.proof.canonical.compiled import canonicalize, check_terms
from stackcred_issuer.domain.proof.canonical.compiled.shapes import Shapes, shapes_of


def test_compiled_shapes_write_what_pyld_and_pyoxigraph_write(request: pytest.FixtureRequest) -> None:
    wanted, source = request.config.getoption("--credentials"), Credentials(request.config.getoption("--seed"))
    compiled = 0
    with mended_escapes():
        for number in range(wanted):
            document = source.one()
            before = copy.deepcopy(document)
            compiled += _is_compiled(document)
            ours = canonicalize(document, CONTEXTS).decode()
            assert ours == unique(normalized(document, CONTEXTS)), number
            assert ours == canonical_by_others(nquads(document, CONTEXTS)), number
            check_terms(document, CONTEXTS)
            assert document == before
    assert compiled > wanted // 4, "too few took the path under test"
    print(f"\n{wanted} credentials, {compiled} of them by a compiled shape: no byte differs")


def _is_compiled(document: dict[str, object]) -> bool:
    shapes: Shapes = shapes_of(CONTEXTS, hashlib.sha256)
    found = shapes.find(document)
    return found is not None and found.renderer.fits(found.slots)
