"""Numbers on which processors agree: no integers beyond 2^53, nothing that would be written with an exponent."""

from __future__ import annotations

import math
from collections.abc import Iterable

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer, walk
from stackcred_issuer.domain.proof.contexts import ContextSet

MAX_EXACT = 2**53
MIN_FRACTION = 1e-6  # below it JSON writers turn to exponents


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    for tokens, value in walk(document):
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        small = isinstance(value, float) and value != 0 and abs(value) < MIN_FRACTION
        if abs(value) > MAX_EXACT or small or not math.isfinite(value):
            yield Finding(pointer(*tokens), f"{value!r} is read differently by different software; write it as text.")


LINT = Lint("numbers", "RFC 8785 §3.2.2.3; JSON-LD 1.1 data round tripping", _run)
