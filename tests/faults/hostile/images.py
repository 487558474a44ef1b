"""Pictures: bombs, chunks that overflow, entities, scripts, two files in one, two credentials in one."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from tests.domain.credential.baking.pictures import HEADER, SIGNATURE, chunk, itxt, png, svg
from tests.faults.hostile.base import SUITES, Attack, Document, good, text

NS = "https://purl.imsglobal.org/ob/v3p0"
KEYWORD = b"openbadgecredential"
BOMB = b" " * 200_000_000
ENTITIES = (
    "<!DOCTYPE svg [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(12)) + "]>"
)


def _element(body: str) -> str:
    return f'<x:credential xmlns:x="{NS}">{body}</x:credential>'


def _pngs(inside: bytes, spoilt: bytes) -> Iterator[tuple[str, bytes]]:
    mine = itxt(KEYWORD, inside)
    whole = png(mine)
    huge = (2**31 - 1).to_bytes(4, "big") * 2 + bytes([16, 6, 0, 0, 0])
    yield "spoilt", png(itxt(KEYWORD, spoilt))
    yield "spoilt-packed", png(itxt(KEYWORD, spoilt, packed=True))
    yield "spoilt-huge", SIGNATURE + chunk(b"IHDR", huge) + itxt(KEYWORD, spoilt) + chunk(b"IDAT") + chunk(b"IEND")
    yield "spoilt-bomb", png(itxt(KEYWORD, spoilt), data=BOMB[:50_000_000])
    yield "twice", png(mine, mine)
    yield "two", png(mine, itxt(b"clrcredential", inside))
    yield "behind", png(mine, after=mine)
    yield "text-bomb", png(itxt(KEYWORD, BOMB, packed=True))
    yield "text-bomb-behind", png(itxt(KEYWORD, inside + BOMB, packed=True))
    yield "zip-behind", whole + b"PK\x03\x04" + inside
    yield "zip-before", b"PK\x03\x04" + whole
    yield "json-behind", whole + inside
    yield "picture-behind", whole + whole
    yield "many", png(chunk(b"tEXt") * 300_000)
    yield "many-mine", png(mine * 50)
    yield "crc", whole.replace(mine, mine[:-1] + bytes([mine[-1] ^ 1]))
    yield "old", png(itxt(b"openbadges", inside))
    yield "in-tEXt", png(chunk(b"tEXt", KEYWORD + b"\0" + inside))
    yield "in-zTXt", png(chunk(b"zTXt", KEYWORD + b"\0\0" + zlib.compress(inside)))
    yield "case", png(itxt(b"OpenBadgeCredential", inside))
    yield "flag", png(chunk(b"iTXt", KEYWORD + b"\0\x07\0\0\0" + inside))
    yield "png-inside", png(itxt(KEYWORD, b"\x89PNG"))
    yield "nul", png(itxt(KEYWORD, inside + b"\0"))
    for length in (0, 1, 2**31 - 1, 2**31, 2**32 - 1, len(whole)):
        yield f"length-{length}", SIGNATURE + length.to_bytes(4, "big") + whole[12:]
        at = whole.index(mine)
        yield f"text-length-{length}", whole[:at] + length.to_bytes(4, "big") + whole[at + 4 :]
    for cut in (9, 20, 33, 60, len(whole) - 13, len(whole) - 1):
        yield f"cut-{cut}", whole[:cut]
    yield "header-short", SIGNATURE + chunk(b"IHDR", HEADER[:5]) + mine + chunk(b"IDAT") + chunk(b"IEND")


def _svgs(inside: str, spoilt: str) -> Iterator[tuple[str, bytes]]:
    good_one, bad = _element(f"<![CDATA[{inside}]]>"), _element(f"<![CDATA[{spoilt}]]>")
    yield "spoilt", svg(bad)
    yield "spoilt-external", svg(bad + '<image href="http://127.0.0.1:@TRAP@/x.png"/>')
    yield "spoilt-style", svg(bad + "<style>@import 'http://127.0.0.1:@TRAP@/x.css';</style>")
    yield "twice", svg(good_one * 2)
    yield "laughs", svg(good_one + "&a12;", before=ENTITIES)
    yield "laughs-inside", svg(_element("&a12;"), before=ENTITIES)
    for address in ("file:///etc/passwd", "http://127.0.0.1:@TRAP@/x"):
        yield f"xxe-{address[:4]}", svg(_element("&x;"), before=f"<!DOCTYPE svg [<!ENTITY x SYSTEM '{address}'>]>")
        yield f"dtd-{address[:4]}", svg(good_one, before=f"<!DOCTYPE svg SYSTEM '{address}'>")
        yield f"parameter-{address[:4]}", svg(good_one, before=f"<!DOCTYPE svg [<!ENTITY % x SYSTEM '{address}'> %x;]>")
        yield f"sheet-{address[:4]}", svg(good_one, before=f"<?xml-stylesheet href='{address}'?>")
    for active in ("<script>fetch('/')</script>", "<foreignObject/>", "<a href='javascript:1'/>", "<g onclick='x'/>",
                   "<set attributeName='href' to='javascript:1'/>", "<iframe/>", "<SCRIPT/>"):  # fmt: skip
        yield f"active-{active[1:8]}", svg(good_one + active)
    yield "deep", svg(good_one + "<g>" * 50_000 + "</g>" * 50_000)
    yield "deep-open", svg(good_one + "<g>" * 300_000)
    yield "wide", svg(good_one + "<g/>" * 500_000)
    yield "attributes", svg(bad + "<g " + " ".join(f"a{n}=''" for n in range(100_000)) + "/>")
    yield "giant-attribute", svg(good_one, root=" a='" + "x" * 3_000_000)
    yield "prefixes", svg(bad, root="".join(f" xmlns:p{n}='urn:{n}'" for n in range(50_000)) + ">")
    yield "no-namespace", svg(f"<credential>{inside.replace('<', '')}</credential>")
    yield "other-namespace", svg(good_one.replace(NS, NS.upper()))
    yield "html", b"<html>" + good_one.encode() + b"</html>"
    yield "comment", svg(f"<!--{good_one}-->")
    yield "utf-16", svg(good_one).decode().encode("utf-16")
    yield "latin", svg(good_one, before="<?xml version='1.0' encoding='ISO-8859-1'?>")
    yield "unclosed", svg(good_one)[:-6]
    yield "tail", svg(good_one) + b"<svg/>"
    yield "verify-and-body", svg(good_one.replace("xmlns:x", 'verify="a.b.c" xmlns:x'))
    yield "elements", svg(_element("<b>{}</b>"))


def _tampered(document: Document) -> Document:
    return {**document, "name": "Brain surgery"}


def attacks() -> Iterator[Attack]:
    for suite in SUITES[:2]:
        inside, spoilt = text(good(suite)), text(_tampered(good(suite)))
        for name, image in _pngs(inside, spoilt):
            yield Attack(f"png-{name}/{suite}", image)
        for name, image in _svgs(inside.decode(), spoilt.decode()):
            yield Attack(f"svg-{name}/{suite}", image)
    for start in (b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF", b"\x1f\x8b\x08", b"BM", b"%PDF-1.7", b"PK\x03\x04", b"MZ"):
        yield Attack(f"other-{start[:4]!r}", start + text(good()))
