"""Which files are taken as evidence, told by their content: a name or a Content-Type can say anything.

A list of what is taken, and no guess at everything else: a file is one of these, or it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.evidence.packed import names_in

HEAD_BYTES = 64 * 1024  # of a file's beginning that is looked at
TAIL_BYTES = 1024 * 1024  # of its end: the table of contents of an office document lies there
_ZIP = b"PK\x03\x04"
_CONTROLS = bytes({*range(32)} - set(b"\t\n\r\f")) + b"\x7f"


@dataclass(frozen=True, slots=True)
class Kind:
    """media_type: as it is served. ending: of its file name. word: for people."""

    media_type: str
    ending: str
    word: str


@dataclass(frozen=True, slots=True)
class _Magic:
    """Bytes at a place that every file of the kind has."""

    kind: Kind
    offset: int
    magic: bytes
    also: bytes = b""
    also_at: int = 0

    def fits(self, head: bytes) -> bool:
        return head.startswith(self.magic, self.offset) and head.startswith(self.also, self.also_at)


_ODF = "application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument."
_MIMETYPE_AT = 30  # OpenDocument 1.3 part 2 §3.3: the first entry, stored as it is, says the type
TEXT = Kind("text/plain", "txt", "Text")
_MAGICS = (
    _Magic(Kind("application/pdf", "pdf", "PDF"), 0, b"%PDF-"),
    _Magic(Kind("image/png", "png", "PNG"), 0, b"\x89PNG\r\n\x1a\n"),
    _Magic(Kind("image/jpeg", "jpg", "JPEG"), 0, b"\xff\xd8\xff"),
    _Magic(Kind("image/webp", "webp", "WebP"), 0, b"RIFF", b"WEBP", 8),
    _Magic(Kind("video/mp4", "mp4", "MP4"), 4, b"ftyp"),
    _Magic(Kind("video/webm", "webm", "WebM"), 0, b"\x1a\x45\xdf\xa3"),
    _Magic(Kind("audio/mpeg", "mp3", "MP3"), 0, b"ID3"),
    *(
        _Magic(Kind(_ODF + name, ending, word), _MIMETYPE_AT, f"mimetype{_ODF}{name}".encode(), _ZIP)
        for name, ending, word in (
            ("text", "odt", "OpenDocument text"),
            ("spreadsheet", "ods", "OpenDocument spreadsheet"),
            ("presentation", "odp", "OpenDocument presentation"),
        )
    ),
)
_OFFICE = {
    "word/document.xml": Kind(f"{_OOXML}wordprocessingml.document", "docx", "Word document"),
    "xl/workbook.xml": Kind(f"{_OOXML}spreadsheetml.sheet", "xlsx", "Excel workbook"),
    "ppt/presentation.xml": Kind(f"{_OOXML}presentationml.presentation", "pptx", "PowerPoint presentation"),
}
_TYPES = "[Content_Types].xml"
_MACROS = "vbaproject.bin"
KINDS: tuple[Kind, ...] = (*dict.fromkeys(magic.kind for magic in _MAGICS), *_OFFICE.values(), TEXT)
"""Every kind that is taken."""


def kind_of(head: bytes, tail: bytes) -> Kind | None:
    """What a file is, from its first HEAD_BYTES and its last TAIL_BYTES; None for what is not taken."""
    known = next((magic.kind for magic in _MAGICS if magic.fits(head)), None)
    if known is not None:
        return known
    if head.startswith(_ZIP):
        return _office(tail)
    return TEXT if _is_text(head) else None


def _office(tail: bytes) -> Kind | None:
    """A document without macros: those are programs."""
    names = names_in(tail)
    if _TYPES not in names or any(name.lower().endswith(_MACROS) for name in names):
        return None
    return next((kind for name, kind in _OFFICE.items() if name in names), None)


def _is_text(head: bytes) -> bool:
    """UTF-8 without control characters; the end may cut a character in two."""
    if not head or head.translate(None, _CONTROLS) != head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4 and len(head) == HEAD_BYTES
    return True
