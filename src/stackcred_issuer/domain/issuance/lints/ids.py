"""Ids are absolute URLs, and every one of them names one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer, walk
from stackcred_issuer.domain.proof.contexts import ContextSet

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    for tokens, value in walk(document):
        if tokens and tokens[-1] == "id" and (not isinstance(value, str) or not _ABSOLUTE.fullmatch(value)):
            yield Finding(pointer(*tokens), "An id is one absolute URL, such as https://… or urn:uuid:….")
    subject = document.get("credentialSubject")
    if isinstance(subject, dict) and subject.get("id") and subject["id"] == document.get("id"):
        yield Finding("/credentialSubject/id", "The holder's id must not be the badge's own.")


LINT = Lint("ids", "VC Data Model 2.0 §4.4; requirement 80", _run)
