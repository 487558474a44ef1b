"""What is taken as evidence is told by the bytes, and nothing that runs is among it."""

from __future__ import annotations

import io
import zipfile

import pytest

from stackcred_issuer.domain.evidence.kinds import HEAD_BYTES, KINDS, kind_of

PDF = b"%PDF-1.7\n%..."
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def archive(*names: str, first: bytes | None = None, comment: bytes = b"") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        if first is not None:
            packed.writestr("mimetype", first)
        for name in names:
            packed.writestr(name, "<x/>")
        packed.comment = comment
    return data.getvalue()


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
ODT = archive("content.xml", first=b"application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0....JFIF", "jpg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x18ftypisom", "mp4"),
        (b"\x1a\x45\xdf\xa3....", "webm"),
        (b"ID3\x04....", "mp3"),
        (ODT, "odt"),
        (DOCX, "docx"),
        (archive("_rels/.rels", "xl/workbook.xml", "[Content_Types].xml", comment=b"made at school"), "xlsx"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        ("What I built, und wie: 我做的".encode(), "txt"),
        ("ü".encode() * HEAD_BYTES, "txt"),
        (b"a" + "ü".encode() * HEAD_BYTES, "txt"),
    ],
)
def test_a_kind_is_known_by_its_content(data: bytes, ending: str) -> None:
    kind = kind_of(data[:HEAD_BYTES], data)
    assert kind in KINDS
    assert kind is not None
    assert kind.ending == ending


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\0\x03",
        b"\x7fELF\x02\x01",
        b"GIF89a;\0",
        b"RIFF\x10\0\0\0WAVEfmt ",
        archive("run.exe"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        archive("META-INF/MANIFEST.MF", "word/document.xml"),
        DOCX[:-1],
        b"PK\x03\x04" + b"PK\x05\x06" * 10,
        b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18,
        b"caf\xe9 in Latin-1, which nothing tells apart",
        b"text with a \0 in it",
        "text cut in a character ü".encode()[:-1],
    ],
)
def test_everything_else_is_refused(data: bytes) -> None:
    assert kind_of(data[:HEAD_BYTES], data) is None


def test_each_kind_has_an_ending_of_its_own() -> None:
    assert len({kind.ending for kind in KINDS}) == len(KINDS)
