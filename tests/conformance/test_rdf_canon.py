"""The W3C tests of RDFC-1.0: every dataset gets the published form and labels, the poison graph is refused."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import pytest
from tests.support.nquads import quads_of
from tests.support.shared import SHARED, shared_json

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.canonical.rdfc import MAX_WORK, canonical_quads

FILE = "vectors/w3c-rdf-canon/rdfc10.json"
DIGESTS = {"SHA256": hashlib.sha256, "SHA384": hashlib.sha384}


def _cases(kind: str) -> list[Any]:
    if not SHARED.is_dir():
        return [pytest.param(None, id="absent")]
    return [pytest.param(case, id=case["id"]) for case in shared_json(FILE) if case["type"] == f"rdfc:{kind}"]


@pytest.mark.parametrize("case", _cases("RDFC10EvalTest"))
def test_a_dataset_gets_its_published_canonical_form(case: dict[str, Any] | None) -> None:
    case = case or shared_json(FILE)  # skips
    result = canonical_quads(quads_of(case["input"]), digest=DIGESTS[case["hashAlgorithm"]])
    assert result.text == case["expected"]


@pytest.mark.parametrize("case", _cases("RDFC10MapTest"))
def test_blank_nodes_get_their_published_labels(case: dict[str, Any] | None) -> None:
    case = case or shared_json(FILE)
    result = canonical_quads(quads_of(case["input"]), digest=DIGESTS[case["hashAlgorithm"]])
    assert {label[2:]: name[2:] for label, name in result.labels.items()} == case["expected"]


@pytest.mark.parametrize("case", _cases("RDFC10NegativeEvalTest"))
def test_the_poison_graph_ends_quickly(case: dict[str, Any] | None) -> None:
    case = case or shared_json(FILE)
    quads = quads_of(case["input"])
    start = time.process_time()
    with pytest.raises(StackcredError) as caught:
        canonical_quads(quads)
    assert caught.value.code is ErrorCode.EXHAUSTED
    assert time.process_time() - start < 1.0


def test_no_published_dataset_comes_near_the_work_limit() -> None:
    for case in shared_json(FILE):
        if case["type"] == "rdfc:RDFC10EvalTest":
            canonical_quads(quads_of(case["input"]), digest=DIGESTS[case["hashAlgorithm"]], max_work=MAX_WORK // 5)
