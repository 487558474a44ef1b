"""The table of contents at the end of a ZIP file (APPNOTE 6.3.10 §4.3.12, §4.3.16), read without unpacking anything."""

from __future__ import annotations

import struct

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_MOST_COMMENT = 0xFFFF


def names_in(tail: bytes) -> frozenset[str]:
    """The names of the files inside, from the last bytes of an archive; none where its table is not whole in them."""
    at = tail.rfind(b"PK\x05\x06", max(0, len(tail) - _END.size - _MOST_COMMENT))
    if at < 0 or len(tail) - at < _END.size:
        return frozenset()
    _, _, _, _, count, size, _, _ = _END.unpack_from(tail, at)
    place = at - size
    if place < 0:
        return frozenset()
    names = set()
    for _ in range(count):
        if at - place < _ENTRY.size:
            return frozenset()
        entry = _ENTRY.unpack_from(tail, place)
        length, extra, comment = entry[10:13]
        begin = place + _ENTRY.size
        if entry[0] != b"PK\x01\x02" or begin + length > at:
            return frozenset()
        names.add(tail[begin : begin + length].decode("utf-8", "replace"))
        place = begin + length + extra + comment
    return frozenset(names)
