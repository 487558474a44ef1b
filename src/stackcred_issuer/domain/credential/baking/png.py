"""PNG: the credential in an iTXt chunk before the picture's data (W3C PNG §11.3.3.4; OB 3.0, "Baked Badge").

Chunks are walked and copied; the picture itself is never decompressed, so its size costs nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from stackcred_issuer.domain.credential.baking.base import (
    MAX_CREDENTIAL_BYTES,
    Baked,
    Standard,
    malformed,
    the_one,
    too_large,
)

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORDS = {
    b"openbadgecredential": Standard.OPEN_BADGES_3,
    b"clrcredential": Standard.CLR_2,
    b"openbadges": Standard.OPEN_BADGES_2,
}
MAX_CHUNKS = 10_000  # an 8 MiB picture written in steps of 8 KiB has a thousand
MAX_CHUNK = 2**31 - 1  # PNG §5.3
MAX_HEAD = 512  # keyword, language and translated keyword of an iTXt chunk of ours: a few dozen bytes in the field
_OVERHEAD = 12  # length, type and CRC around the data
_REPLACED = (Standard.OPEN_BADGES_3, Standard.CLR_2)  # an Open Badges 2.0 assertion is not ours to take away
_LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    data: bytes
    raw: bytes

    @property
    def keyword(self) -> bytes:
        """Of a text chunk; b"" for others."""
        return self.data[:80].partition(b"\0")[0] if self.kind == b"iTXt" else b""


class PngFormat:
    """PNG by its chunks."""

    name = "png"
    media_type = "image/png"

    def recognises(self, data: bytes) -> bool:
        return data.startswith(SIGNATURE)

    def bake(self, image: bytes, text: str, standard: Standard) -> bytes:
        (keyword,) = (word for word, named in KEYWORDS.items() if named is standard)
        kept = [chunk for chunk in _chunks(image) if KEYWORDS.get(chunk.keyword) not in _REPLACED]
        at = next(place for place, chunk in enumerate(kept) if chunk.kind == b"IDAT")
        baked = _written(b"iTXt", keyword + b"\0\0\0\0\0" + text.encode("utf-8"))
        return SIGNATURE + b"".join([*(one.raw for one in kept[:at]), baked, *(one.raw for one in kept[at:])])

    def unbake(self, image: bytes) -> Baked:
        found = [Baked(_text(chunk), KEYWORDS[chunk.keyword]) for chunk in _chunks(image) if chunk.keyword in KEYWORDS]
        return the_one(found, "PNG")


PNG = PngFormat()


def _chunks(image: bytes) -> list[_Chunk]:
    """Every chunk of a whole PNG file. Raises MALFORMED."""
    chunks = list(_walk(image))
    kinds = [chunk.kind for chunk in chunks]
    if kinds[0] != b"IHDR" or len(chunks[0].data) != 13 or kinds.count(b"IHDR") != 1:
        raise malformed("This PNG does not begin with its one header (IHDR); save the picture anew.")
    if b"IDAT" not in kinds:
        raise malformed("This PNG holds no picture (IDAT); save the picture anew.")
    return chunks


def _walk(image: bytes) -> Iterator[_Chunk]:
    at = len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        length = int.from_bytes(image[at : at + 4], "big")
        end = at + _OVERHEAD + length
        if length > MAX_CHUNK or end > len(image) or len(image) < at + _OVERHEAD:
            raise malformed("This PNG is cut short: a chunk is longer than the rest of the file.")
        chunk = _Chunk(image[at + 4 : at + 8], image[at + 8 : end - 4], image[at:end])
        _check(chunk)
        yield chunk
        at = end
        if chunk.kind == b"IEND":
            if at != len(image):
                raise malformed("Something follows the end of this PNG; save the picture anew and bring only that.")
            return
    raise malformed(f"This PNG has more than {MAX_CHUNKS} chunks; save the picture anew.")


def _check(chunk: _Chunk) -> None:
    if not _LETTERS.issuperset(chunk.kind):
        raise malformed("This PNG has a chunk without a name; save the picture anew.")
    if zlib.crc32(chunk.raw[4:-4]) != int.from_bytes(chunk.raw[-4:], "big"):
        raise malformed(f"This PNG is damaged: the checksum of a chunk {chunk.kind.decode()} is wrong.")


def _written(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def _text(chunk: _Chunk) -> str:
    """The text of an iTXt chunk; compressed by a stranger, it is unpacked up to MAX_CREDENTIAL_BYTES."""
    rest = chunk.data[len(chunk.keyword) + 1 :]
    flags, head = rest[:2], rest[2 : 2 + MAX_HEAD]
    parts = head.split(b"\0", 2)
    if len(flags) < 2 or len(parts) < 3 or flags[0] > 1 or flags[1] != 0:
        raise malformed("The text chunk (iTXt) that should hold the credential is not written as PNG asks for.")
    body = rest[2 + len(parts[0]) + len(parts[1]) + 2 :]
    plain = _unpacked(body) if flags[0] else body
    if len(plain) > MAX_CREDENTIAL_BYTES:
        raise too_large()
    try:
        return plain.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise malformed(f"The credential in this PNG is not UTF-8 (byte {error.start}).") from None


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(body, MAX_CREDENTIAL_BYTES + 1)
    except zlib.error:
        raise malformed("The compressed text in this PNG cannot be unpacked.") from None
    if len(plain) <= MAX_CREDENTIAL_BYTES and (not unpacker.eof or unpacker.unused_data):
        raise malformed("The compressed text in this PNG does not end where it should.")
    return plain
