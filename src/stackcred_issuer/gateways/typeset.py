"""Certificates and receipts as PDF/A-3b, set by typst with our own templates: data goes in as data, never as markup."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from stackcred_issuer.domain.jsonvalue import dump_json

TEMPLATES = Path(__file__).with_name("templates")
STANDARD: Final = "a-3b"  # an archive format whose files may carry others (ISO 19005-3)
MAX_ATTEMPTS = 40  # each finds at most some letters that no font of this machine has
_MISSING = "could not be displayed"


def typeset(template: str, data: dict[str, Any], attachment: bytes, made_at: datetime) -> bytes:
    """A PDF of a template with its data, and the attachment inside it.

    Uses the fonts that come with typst and those of the system. Letters that none of them has are shown as their code
    points, such as `[U+65E5]`: a document that is to last must not have gaps.
    """
    import typst  # here: most processes never make a PDF

    for _ in range(MAX_ATTEMPTS):
        try:
            pdf = typst.compile(
                str(TEMPLATES / template),
                root=str(TEMPLATES),
                sys_inputs={"data": dump_json(data).decode(), "attachment": attachment.decode()},
                pdf_standards=[STANDARD],
                timestamp=int(made_at.timestamp()),
            )
        except typst.TypstError as error:
            gaps = _gaps(str(error))
            if not gaps:
                raise
            data = _spelt(data, gaps)
        else:
            assert isinstance(pdf, bytes), "one document, one file"
            return pdf
    return typeset(template, _spelt(data, None), attachment, made_at)


def _gaps(message: str) -> frozenset[str]:
    """The letters that typst names as having no font: each stands in backquotes as a literal."""
    parts = message.split(_MISSING)[:-1]
    texts = [part.rpartition("the text `")[2].partition("`")[0].strip('"') for part in parts]
    return frozenset(letter for text in texts for letter in text if not letter.isascii())


def _spelt(value: Any, gaps: frozenset[str] | None) -> Any:
    """The data with these letters (None: all but ASCII) as code points."""
    if isinstance(value, dict):
        return {name: _spelt(one, gaps) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_spelt(one, gaps) for one in value]
    if not isinstance(value, str):
        return value
    return "".join(
        f"[U+{ord(letter):04X}]" if (letter in gaps if gaps is not None else not letter.isascii()) else letter
        for letter in value
    )
