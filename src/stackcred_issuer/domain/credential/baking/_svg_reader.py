"""Where things stand in an SVG, and what in it could act: one pass of expat, entities and document types off."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from stackcred_issuer.domain.credential.baking.base import MAX_CREDENTIAL_BYTES, Standard, malformed, too_large
from stackcred_issuer.domain.errors import ErrorCode, StackcredError

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
ELEMENTS = {
    "https://purl.imsglobal.org/ob/v3p0 credential": Standard.OPEN_BADGES_3,
    "https://purl.imsglobal.org/clr/v2p0 credential": Standard.CLR_2,
    "http://openbadges.org assertion": Standard.OPEN_BADGES_2,
}
MAX_DEPTH = 256  # drawings by programs nest about 20 groups
MAX_ELEMENTS = 200_000  # a map of a country has fewer
_ACTIVE_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "embed", "object", "handler", "listener"})
_ACTIVE_ADDRESS = re.compile(r"\s*(?:javascript|vbscript|data:text)", re.IGNORECASE)
_OUTSIDE = re.compile(r"@import|url\(\s*['\"]?\s*(?!#|data:image/)[^\s)'\"]", re.IGNORECASE)
_W3C_DOCTYPE = "-//W3C//DTD SVG "  # named by drawing programs; it is never loaded
_TAG = re.compile(rb"<([^\s/>]++)(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")


@dataclass(slots=True)
class Carried:
    """A credential's element. start, end: bytes of the file."""

    standard: Standard
    start: int
    end: int = 0
    verify: str = ""
    body: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.verify or "".join(self.body).strip()


@dataclass(slots=True)
class Drawing:
    """root_start, root_end: bytes of the root's start tag. prefixes: that it declares, with their namespaces."""

    root_start: int = -1
    root_end: int = -1
    root_name: bytes = b""
    prefixes: dict[str, str] = field(default_factory=dict)
    carried: list[Carried] = field(default_factory=list)


def read_drawing(image: bytes, *, for_baking: bool = False) -> Drawing:
    """Read an SVG. for_baking: refuse also what it would load from elsewhere.

    Raises MALFORMED for what is no SVG, INVALID for one that could act when opened, TOO_LARGE.
    """
    try:
        image.decode("utf-8")
    except UnicodeDecodeError:
        raise malformed("This is no SVG in UTF-8; save the drawing anew as UTF-8.") from None
    reader = _Reader(image, for_baking)
    try:
        reader.parser.Parse(image, True)
    except expat.ExpatError as error:
        raise malformed(f"This SVG cannot be read: {error}.") from None
    return reader.drawing


class _Reader:
    def __init__(self, image: bytes, for_baking: bool) -> None:
        self.drawing = Drawing()
        self._image = image
        self._for_baking = for_baking
        self._depth = 0
        self._elements = 0
        self._size = 0
        self._open: Carried | None = None
        self._style = False
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise malformed(f"This SVG says it is written in {encoding[:40]}; save the drawing anew as UTF-8.")

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal or not (public or "").startswith(_W3C_DOCTYPE):
            raise malformed("This SVG has a document type of its own (<!DOCTYPE …>); take it out.")

    def _entity(self, *_: object) -> None:
        raise malformed("This SVG declares entities; take its document type (<!DOCTYPE …>) out.")

    def _instruction(self, target: str, data: str) -> None:
        if target.lower().startswith("xml-"):
            raise _acting(f"a processing instruction <?{target[:40]} …?>")

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if self._depth == 0 and prefix:
            self.drawing.prefixes[prefix] = uri or ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH or self._elements > MAX_ELEMENTS:
            raise StackcredError(ErrorCode.TOO_LARGE, "This SVG has too many elements, or nested too deeply.")
        if self._depth == 1:
            self._root(name)
        if self._open is not None:
            raise malformed("The credential in this SVG holds other elements; it must be text.")
        self._refuse_acting(name, attributes)
        self._style = name == f"{SVG_NAMESPACE} style"
        standard = ELEMENTS.get(name)
        if standard is not None:
            self._open = Carried(standard, self.parser.CurrentByteIndex, verify=attributes.get("verify", "").strip())
            self._count(self._open.verify)
            self.drawing.carried.append(self._open)

    def _root(self, name: str) -> None:
        if name not in (f"{SVG_NAMESPACE} svg", "svg"):
            raise malformed("This is no SVG: its root is not <svg>.")
        start = self.parser.CurrentByteIndex
        match = _TAG.match(self._image, start)
        assert match is not None  # expat has read it
        self.drawing.root_start, self.drawing.root_end = start, match.end()
        self.drawing.root_name = match[1]

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._style = False
        if self._open is None:
            return
        here = self.parser.CurrentByteIndex
        empty = _TAG.match(self._image, here)  # `<x/>` ends where it begins; of `<x></x>` this is the end tag
        self._open.end = empty.end() if empty else self._image.index(b">", here) + 1
        if self._open.verify and "".join(self._open.body).strip() and self._open.standard in _EITHER:
            raise malformed("The credential in this SVG stands there twice, as JWS and as JSON; keep one.")
        self._open = None

    def _text(self, text: str) -> None:
        if self._open is not None:
            self._count(text)
            self._open.body.append(text)
        elif self._style and self._for_baking and _OUTSIDE.search(text):
            raise _outside()

    def _count(self, text: str) -> None:
        self._size += len(text.encode("utf-8", "replace"))
        if self._size > MAX_CREDENTIAL_BYTES:
            raise too_large()

    def _refuse_acting(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2].lower()
        if local in _ACTIVE_ELEMENTS:
            raise _acting(f"<{local}>")
        for attribute, value in attributes.items():
            plain = attribute.rpartition(" ")[2].lower()
            if plain.startswith("on"):
                raise _acting(f"an attribute {plain[:40]}")
            if _ACTIVE_ADDRESS.match(value) and plain in ("href", "to", "from", "values", "src", "by"):
                raise _acting(f"an address to run in {plain}")
            if self._for_baking:
                _refuse_outside(local, plain, value)


_EITHER = frozenset({Standard.OPEN_BADGES_3, Standard.CLR_2})


def _refuse_outside(element: str, attribute: str, value: str) -> None:
    """Whoever opens a badge must not be reported to anybody. A link that is only followed by hand may stay."""
    loads = attribute in ("href", "src") and element != "a" and not value.strip().startswith(("#", "data:image/"))
    if (loads and value.strip()) or _OUTSIDE.search(value):
        raise _outside()


def _outside() -> StackcredError:
    return StackcredError(ErrorCode.INVALID, "This SVG loads something from elsewhere; put it into the file itself.")


def _acting(what: str) -> StackcredError:
    return StackcredError(
        ErrorCode.INVALID, f"This SVG could act when it is opened: it has {what}. Take it out of the drawing."
    )
