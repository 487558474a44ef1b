"""Texts hold characters only: processors differ in how they write the three code points that are none, and sign them.

RDFC-1.0 has these escaped in a literal, which not every processor does; in an address they cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading

_NO_CHARACTER = re.compile("[\x00\ufffe\uffff]")  # surrogates are none either; nobody's JSON gets here with them


def _check(reading: Reading) -> Iterator[Finding]:
    for place in reading.places:
        if isinstance(place.value, str) and _NO_CHARACTER.search(place.value):
            detail = "Take U+0000, U+FFFE and U+FFFF out of this text: not all software signs them alike."
            yield Finding(place.pointer, detail)


LINT = Lint("characters", "RDFC-1.0 §5 and XML 1.1 §2.2 Char: characters that all software writes alike", _check)
