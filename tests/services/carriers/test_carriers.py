"""What credentials come in: each carrier gives what it holds, within its limits, and says why where it does not."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.domain.verification.making import badge, key, signed
from tests.services.carriers.packing import archive, pdf, qr

from stackcred_issuer.domain.credential.baking import bake
from stackcred_issuer.domain.credential.default_image import badge_svg
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.carriers import Piece, pieces_in, unpack, zipped
from stackcred_issuer.services.carriers.base import MAX_PIECES

STRANGER = key(7)
DOCUMENT = signed(badge(STRANGER.controller), STRANGER)
TEXT = json.dumps(DOCUMENT).encode()
JWS = b"eyJhbGciOiJFZERTQSJ9.e30.c2ln"
URL = "https://college.example/badges/1"


def refused(source: str, data: bytes, **how: Any) -> StackcredError:
    with pytest.raises(StackcredError) as error:
        pieces_in(source, data, **how)
    return error.value


def test_text_stays_the_very_bytes_that_were_brought() -> None:
    for data in (TEXT, JWS, b"\n" + TEXT + b"\n"):
        assert pieces_in("x", data) == [Piece("x", data)]


def test_a_list_is_taken_apart_in_its_order() -> None:
    pieces = pieces_in("list", json.dumps([DOCUMENT, JWS.decode(), {"url": URL}, 7]).encode())
    assert [json.loads(pieces[0].data), pieces[1].data, pieces[2].url] == [DOCUMENT, JWS, URL]
    assert pieces[3].error is not None
    assert [one.source for one in pieces] == ["list#1", "list#2", URL, "list#4"]
    lines = pieces_in("text", b"\n".join([TEXT, b"", URL.encode(), JWS]))
    assert [one.source for one in lines] == ["text#1", URL, "text#3"]


def test_an_indented_document_is_one_and_no_list_of_lines() -> None:
    assert len(pieces_in("x", json.dumps(DOCUMENT, indent=1).encode())) == 1


def test_a_baked_picture_gives_its_credential() -> None:
    picture = bake(badge_svg("Welding", "Example College", None).encode(), TEXT)
    assert pieces_in("badge.svg", picture)[0].data == TEXT


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_of_a_qr_code_gives_its_address_or_credential(kind: str) -> None:
    assert pieces_in("photo", qr(URL, kind))[0].url == URL
    assert pieces_in("photo", qr(JWS.decode(), kind))[0].data == JWS


def test_a_picture_without_either_says_what_to_bring() -> None:
    plain = io.BytesIO()
    Image.new("L", (50, 50), 255).save(plain, "JPEG")
    assert "bring the badge file" in refused("photo", plain.getvalue()).detail
    assert "broken" in refused("photo", b"\xff\xd8\xffnonsense").detail
    assert "bring the badge file" in refused("photo", qr("javascript:alert(1)", "JPEG")).detail


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    big = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(big, "JPEG")
    assert refused("photo", big.getvalue()).code is ErrorCode.TOO_LARGE


def test_a_pdf_gives_its_attached_credentials_and_nothing_else() -> None:
    found = pieces_in("cv.pdf", pdf({"badge.json": TEXT, "letter.txt": b"Dear Ana", "badge.jwt": JWS}))
    assert [(one.source, one.data) for one in found] == [("cv.pdf/badge.json", TEXT), ("cv.pdf/badge.jwt", JWS)]
    assert "No credential is attached" in refused("cv.pdf", pdf({"letter.txt": b"Dear Ana"})).detail
    assert "broken" in refused("cv.pdf", b"%PDF-1.7\nnonsense").detail


def test_a_presentation_is_taken_apart_only_when_each_is_asked_for() -> None:
    presentation = {"type": ["VerifiablePresentation"], "verifiableCredential": [DOCUMENT, JWS.decode()]}
    data = json.dumps(presentation).encode()
    assert len(pieces_in("vp", data)) == 1
    each = pieces_in("vp", data, each=True)
    assert (json.loads(each[0].data), each[1].data) == (DOCUMENT, JWS)


def test_an_archive_gives_its_files_by_their_paths() -> None:
    data = archive({"ana/welding.json": TEXT, "ana/": b"", "__MACOSX/ana/._welding.json": b"x", "ben/a.jwt": JWS})
    assert unpack("all.zip", data) == [Piece("all.zip/ana/welding.json", TEXT), Piece("all.zip/ben/a.jwt", JWS)]
    assert "unpack it first" in refused("all.zip", archive({"a": TEXT})).detail


def test_an_archive_of_too_many_files_or_too_much_is_refused() -> None:
    with pytest.raises(StackcredError, match="more than 500 files"):
        unpack("z", archive({str(number): b"{}" for number in range(MAX_PIECES + 1)}))
    bomb = archive({f"{number}.json": b"0" * 1_000_000 for number in range(3)})
    with pytest.raises(StackcredError, match="unpacks to more than"):
        unpack("z", bomb)


def test_a_file_larger_than_any_badge_is_named_and_the_others_are_read() -> None:
    big = b"{" + bytes(range(256)) * (zipped.MAX_MEMBER_BYTES // 256 + 1)
    found = unpack("", archive({"big.json": big, "a.json": TEXT}, zipfile.ZIP_STORED))
    assert found[0].error is not None
    assert found[0].error.code is ErrorCode.TOO_LARGE
    assert found[1].data == TEXT


def test_a_damaged_or_locked_file_in_an_archive_spoils_no_other() -> None:
    data = bytearray(archive({"a.json": TEXT, "b.json": TEXT}, zipfile.ZIP_STORED))
    data[data.index(b"Welding")] ^= 1  # the checksum of the first file no longer holds
    found = unpack("", bytes(data))
    assert found[0].error is not None
    assert found[1].data == TEXT
    locked = bytearray(archive({"a.json": TEXT}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (one,) = unpack("", bytes(locked))
    assert one.error is not None
    assert "password" in one.error.detail


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"[", b"{"]),
)
def test_whatever_bytes_are_brought_the_answer_is_pieces_or_a_sentence(data: bytes, start: bytes) -> None:
    for read in (lambda: pieces_in("x", start + data, each=True), lambda: unpack("x", start + data)):
        assert said(read).endswith(".")


def said(read: Callable[[], list[Piece]]) -> str:
    """The sentence of a refusal, or of having pieces."""
    try:
        return f"There are {len(read())} pieces."
    except StackcredError as error:
        return error.detail
