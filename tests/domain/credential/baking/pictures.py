"""Small pictures to bake into, made chunk by chunk and tag by tag."""

from __future__ import annotations

import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = (1).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])  # 1 × 1, 8 bits of grey
JWS = "eyJhbGciOiJFZERTQSJ9.eyJ0eXBlIjpbIlZlcmlmaWFibGVDcmVkZW50aWFsIl19.c2ln"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1"/></svg>\n'


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png(*before: bytes, after: bytes = b"", data: bytes = b"\0\x80") -> bytes:
    """before: chunks in front of the picture's data. after: chunks behind it."""
    picture = chunk(b"IDAT", zlib.compress(data))
    return b"".join([SIGNATURE, chunk(b"IHDR", HEADER), *before, picture, after, chunk(b"IEND")])


def itxt(keyword: bytes, text: bytes, *, packed: bool = False) -> bytes:
    body = zlib.compress(text, 9) if packed else text
    return chunk(b"iTXt", keyword + bytes([0, packed, 0, 0, 0]) + body)


def svg(inside: str = "", *, root: str = "", before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg"{root}>{inside}<g/></svg>'.encode()
