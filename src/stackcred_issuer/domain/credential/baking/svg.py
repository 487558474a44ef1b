"""SVG: the credential in an element directly after `<svg …>` (OB 3.0, "Baked Badge").

The file is read once by expat, with entities and document types off, only to learn where things stand; it is then
cut and joined as bytes, so that everything else of it stays as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from stackcred_issuer.domain.credential.baking._svg_reader import Drawing, read_drawing
from stackcred_issuer.domain.credential.baking.base import Baked, Standard, is_compact_jws, the_one

NAMESPACES = {
    Standard.OPEN_BADGES_3: ("openbadges", "https://purl.imsglobal.org/ob/v3p0"),
    Standard.CLR_2: ("clr", "https://purl.imsglobal.org/clr/v2p0"),
}
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*+<")


@dataclass(frozen=True, slots=True)
class SvgFormat:
    """SVG by its text. recognises: any XML, so that a file that is none is told what is wrong with it."""

    name: str = field(default="svg", init=False)
    media_type: str = field(default="image/svg+xml", init=False)

    def recognises(self, data: bytes) -> bool:
        return _START.match(data) is not None

    def bake(self, image: bytes, text: str, standard: Standard) -> bytes:
        drawing = read_drawing(image, for_baking=True)
        prefix, namespace = NAMESPACES[standard]
        declaration = f' xmlns:{prefix}="{namespace}"'
        bound = drawing.prefixes.get(prefix)
        on_root, on_element = "", ""
        if bound is None:
            on_root = declaration
        elif bound != namespace:  # an older standard has the prefix; on our element it is ours
            on_element = declaration
        element = _element(prefix, on_element, text)
        return _joined(image, drawing, on_root.encode(), element.encode("utf-8"))

    def unbake(self, image: bytes) -> Baked:
        return the_one([Baked(one.text, one.standard) for one in read_drawing(image).carried], "SVG")


SVG = SvgFormat()


def _element(prefix: str, declaration: str, text: str) -> str:
    if is_compact_jws(text):
        return f'<{prefix}:credential{declaration} verify="{escape(text)}"></{prefix}:credential>'
    body = _xml_text(text).replace("]]>", "]]]]><![CDATA[>")
    return f"<{prefix}:credential{declaration}><![CDATA[{body}]]></{prefix}:credential>"


def _xml_text(text: str) -> str:
    """JSON with the same meaning in characters that XML can carry: U+FFFE and U+FFFF only stand in JSON's texts."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


def _joined(image: bytes, drawing: Drawing, declaration: bytes, element: bytes) -> bytes:
    """The file with its old credentials cut out, and the new one behind the start tag of its root."""
    start, end = drawing.root_start, drawing.root_end
    tag = image[start:end]
    empty = tag.endswith(b"/>")
    tail = len(b"/>") if empty else len(b">")
    head = tag[:-tail] + declaration + b">"
    if empty:
        return image[:start] + head + element + b"</" + drawing.root_name + b">" + image[end:]
    rest, at = [], end
    for one in drawing.carried:
        if one.standard in NAMESPACES:
            rest.append(image[at : one.start])
            at = one.end
    return b"".join([image[:start], head, element, *rest, image[at:]])
