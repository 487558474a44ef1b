"""PNG: what strangers write is read within limits, and what is broken is told."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from tests.domain.credential.baking.pictures import HEADER, JWS, SIGNATURE, chunk, itxt, png

from stackcred_issuer.domain.credential.baking import bake, credential_in
from stackcred_issuer.domain.errors import ErrorCode, StackcredError

KEYWORD = b"openbadgecredential"
GOOD = bake(png(), JWS)


def test_pillow_reads_the_text_and_still_sees_the_picture() -> None:
    drawn = io.BytesIO()
    Image.new("RGBA", (20, 20), "teal").save(drawn, "PNG")
    with Image.open(io.BytesIO(bake(drawn.getvalue(), '{"name":"工学"}'))) as image:
        image.load()
        assert image.text["openbadgecredential"] == '{"name":"工学"}'  # type: ignore[attr-defined]
        assert image.getpixel((3, 3)) == (0, 128, 128, 255)


def test_compressed_text_of_strangers_is_read() -> None:
    assert credential_in(png(itxt(KEYWORD, JWS.encode(), packed=True))) == JWS
    assert credential_in(png(after=itxt(KEYWORD, JWS.encode()))) == JWS


@pytest.mark.parametrize(
    ("image", "code", "words"),
    [
        (png(), ErrorCode.MALFORMED, "carries no credential"),
        (png(itxt(KEYWORD, b"")), ErrorCode.MALFORMED, "empty"),
        (png(itxt(KEYWORD, JWS.encode()) * 2), ErrorCode.MALFORMED, "2 credentials"),
        (png(itxt(KEYWORD, b"{}"), itxt(b"clrcredential", b"{}")), ErrorCode.MALFORMED, "2 credentials"),
        (GOOD[:-1] + b"\0", ErrorCode.MALFORMED, "checksum"),
        (GOOD + b"PK\x03\x04", ErrorCode.MALFORMED, "follows the end"),
        (GOOD[:-12], ErrorCode.MALFORMED, "cut short"),
        (GOOD[:40], ErrorCode.MALFORMED, "cut short"),
        (SIGNATURE, ErrorCode.MALFORMED, "cut short"),
        (SIGNATURE + b"\xff\xff\xff\xffIHDR" + b"\0" * 40, ErrorCode.MALFORMED, "longer than the rest"),
        (SIGNATURE + chunk(b"IDAT") + chunk(b"IEND"), ErrorCode.MALFORMED, "header"),
        (SIGNATURE + chunk(b"IHDR", HEADER) + chunk(b"IEND"), ErrorCode.MALFORMED, "no picture"),
        (png(chunk(b"IHDR", HEADER)), ErrorCode.MALFORMED, "one header"),
        (png(chunk(b"\0\0\0\0")), ErrorCode.MALFORMED, "without a name"),
        (png(chunk(b"tIME") * 10_001), ErrorCode.MALFORMED, "more than 10000 chunks"),
        (png(itxt(KEYWORD, b"\xff\xfe")), ErrorCode.MALFORMED, "not UTF-8"),
        (png(chunk(b"iTXt", KEYWORD)), ErrorCode.MALFORMED, "not written as PNG asks"),
        (png(chunk(b"iTXt", KEYWORD + b"\0\x02\0\0\0{}")), ErrorCode.MALFORMED, "not written as PNG asks"),
        (png(chunk(b"iTXt", KEYWORD + b"\0\x01\0\0\0nonsense")), ErrorCode.MALFORMED, "unpacked"),
        (png(chunk(b"iTXt", KEYWORD + b"\0\x01\0\0\0\x78\x9c")), ErrorCode.MALFORMED, "does not end"),
        (png(itxt(KEYWORD, b" " * 50_000_000, packed=True)), ErrorCode.TOO_LARGE, "larger than"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_broken_is_told(image: bytes, code: ErrorCode, words: str) -> None:
    with pytest.raises(StackcredError) as raised:
        credential_in(image)
    assert raised.value.code is code
    assert words in raised.value.detail
