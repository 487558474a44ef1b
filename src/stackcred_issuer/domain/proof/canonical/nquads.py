"""Quads as text, in the spelling of canonical N-Quads (RDFC-1.0 §5).

A quad is four terms in N-Quads spelling: `<iri>`, `_:label`, `"literal"` with its tag; the graph is empty for
the default graph. A triple in canonical spelling is then its own key.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_BLANK = re.compile(r"\s")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_NEEDS_ESCAPE = re.compile(r'[\x00-\x1f\x7f"\\\ufffe\uffff]')
NO_CHARACTERS = (0xFFFE, 0xFFFF)  # no XML 1.1 Char, so escaped; surrogates, which are none either, are refused
_NAMED_ESCAPES = {8: "b", 9: "t", 10: "n", 12: "f", 13: "r", 34: '"', 92: "\\"}
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, *NO_CHARACTERS)} | {
    code: f"\\{name}" for code, name in _NAMED_ESCAPES.items()
}


class Quad(NamedTuple):
    """Four terms in N-Quads spelling; `graph` is "" for the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str = ""

    def line(self) -> str:
        """The quad as one line of canonical N-Quads."""
        graph = f" {self.graph}" if self.graph else ""
        return f"{self.subject} {self.predicate} {self.object}{graph} .\n"


def iri_term(iri: str) -> str:
    """`<iri>`. Raises StackcredError INVALID for a relative IRI or one with characters N-Quads forbids."""
    if not _IRI.fullmatch(iri):
        raise StackcredError(
            ErrorCode.INVALID, f"{_shorten(iri)} is not an absolute IRI; write one without blanks or brackets."
        )
    return f"<{iri}>"


def is_iri(value: object) -> bool:
    """Whether a value is an absolute IRI that N-Quads can hold (IRIREF) and JSON-LD processors keep.

    These drop an IRI with a blank of any script in it, which N-Quads alone would allow.
    """
    if not isinstance(value, str) or _IRI.fullmatch(value) is None:
        return False
    return value.isascii() or not _BLANK.search(value)  # the pattern leaves no ASCII blank in it


def literal_term(value: str, datatype: str = XSD_STRING, language: str | None = None) -> str:
    """A literal in canonical spelling. Raises INVALID for a language tag that is none (BCP 47)."""
    text = escaped(value)
    if language is not None:
        if not _LANGUAGE.fullmatch(language):
            raise StackcredError(ErrorCode.INVALID, f"{_shorten(language)} is not a language tag such as en or fr-CA.")
        return f'"{text}"@{language}'
    return f'"{text}"' if datatype == XSD_STRING else f'"{text}"^^{iri_term(datatype)}'


def escaped(text: str) -> str:
    """A text as it stands between the quotes of a literal (RDFC-1.0 §5, canonical form)."""
    return text.translate(_ESCAPES) if _NEEDS_ESCAPE.search(text) else text


def _shorten(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:80]}…")
