"""Canonical form and check of terms by the shape of a document where it is known, by the reference path otherwise.

The reference path (`rdfc.canonicalize`, `jsonld.check_terms`) answers for every shape that is new, every text that
might be read otherwise than the template takes it, and every error: whatever is in doubt is not decided here.
"""

from __future__ import annotations

import hashlib

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical import jsonld, rdfc
from stackcred_issuer.domain.proof.canonical.compiled.shapes import shapes_of
from stackcred_issuer.domain.proof.canonical.rdfc import Digest
from stackcred_issuer.domain.proof.contexts import ContextSet


def canonicalize(document: JsonObject, contexts: ContextSet, *, digest: Digest = hashlib.sha256) -> bytes:
    """The canonical N-Quads of a JSON-LD document, UTF-8: the bytes, and the errors, of `rdfc.canonicalize`."""
    shapes = shapes_of(contexts, digest)
    found = shapes.find(document)
    if found is not None:
        try:
            canonical = found.renderer.canonical(found.slots)
        except UnicodeEncodeError:
            canonical = None
        if canonical is not None:
            return canonical
    canonical = rdfc.canonicalize(document, contexts, digest=digest)
    if found is None:
        shapes.seen(document)
    return canonical


def check_terms(document: JsonObject, contexts: ContextSet) -> None:
    """Return when every member, type, id and reference reaches the RDF form: the judgement of `jsonld.check_terms`."""
    shapes = shapes_of(contexts, hashlib.sha256)
    found = shapes.find(document)
    if found is not None and found.renderer.fits(found.slots):
        return
    jsonld.check_terms(document, contexts)
