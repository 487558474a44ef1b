"""The gate of compiled shapes: byte for byte what PyLD and pyoxigraph say, for as many credentials as one likes.

`pytest tests/domain/proof/canonical/compiled/test_gate.py --credentials 10000 --seed 7`
"""

from __future__ import annotations

import copy
import hashlib
import random
from typing import Any

import pytest
from tests.support.credentials import Credentials
from tests.support.nquads import canonical_by_others
from tests.support.proof import CONTEXTS, CREATED, SIGNER, replaced
from tests.support.pyld import mended_escapes, normalized, nquads, unique

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, pointer
from stackcred_issuer.domain.proof.canonical.compiled import canonicalize, check_terms
from stackcred_issuer.domain.proof.canonical.compiled.shapes import Shapes, shapes_of
from stackcred_issuer.domain.proof.canonical.compiled.structure import slot_places, structure_of
from stackcred_issuer.domain.proof.canonical.compiled.vocabulary import vocabulary_of
from stackcred_issuer.domain.proof.multibase import base58btc_encode
from stackcred_issuer.domain.proof.pinned import PinnedTemplate, pin

SUITE = "eddsa-rdfc-2022"


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


def test_pinned_templates_sign_what_pyld_and_pyoxigraph_write(request: pytest.FixtureRequest) -> None:
    """The template of an earlier credential with the texts of a later one of the same structure, at random places."""
    wanted, seed = request.config.getoption("--credentials"), request.config.getoption("--seed")
    source, chance, keyed = Credentials(seed), random.Random(seed), vocabulary_of(CONTEXTS).keyed
    templates: dict[object, tuple[JsonObject, PinnedTemplate]] = {}
    issued = 0
    with mended_escapes():
        for number in range(wanted):
            document = source.one()
            if document["credentialSubject"]["achievement"].get("creditsAvailable") == 10**20:
                continue  # more than the JSON we sign can hold
            structure = structure_of(document, keyed)
            key = structure.key if structure is not None else None
            places = {pointer(*tokens): tokens for tokens in slot_places(document, keyed)}
            if key not in templates or chance.random() < 0.02:
                some = chance.sample(sorted(places), chance.randint(1, len(places)))
                templates[key] = document, pin(document, some, suite=SUITE, signer=SIGNER, contexts=CONTEXTS)
            first, template = templates[key]
            values = {place: _at(document, places[place]) for place in template.places}
            whole = first
            for place, text in values.items():
                whole = replaced(whole, places[place], text)
            statements = unique(normalized(whole, CONTEXTS))
            assert statements == canonical_by_others(nquads(whole, CONTEXTS)), number
            assert template.issue(values, CREATED) == _signed(whole, statements), number
            issued += whole != first
    assert issued > wanted // 4, "too few took the path under test"
    print(f"\n{wanted} credentials from {len(templates)} pinned templates: no byte differs")


def _signed(document: JsonObject, statements: str) -> bytes:
    """As VC Data Integrity EdDSA §3.2 has it, from the statements of others."""
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": format_instant(CREATED),
        "verificationMethod": SIGNER.verification_method,
        "proofPurpose": "assertionMethod",
    }
    options = unique(normalized({**config, "@context": document["@context"]}, CONTEXTS))
    hashes = [hashlib.sha256(text.encode()).digest() for text in (options, statements)]
    value = base58btc_encode(SIGNER.sign(b"".join(hashes)))
    return dump_json({**document, "proof": {**config, "proofValue": value}})


def _at(document: Any, tokens: tuple[str | int, ...]) -> str:
    for token in tokens:
        document = document[token]
    return str(document)


def _is_compiled(document: dict[str, object]) -> bool:
    shapes: Shapes = shapes_of(CONTEXTS, hashlib.sha256)
    found = shapes.find(document)
    return found is not None and found.renderer.fits(found.slots)
