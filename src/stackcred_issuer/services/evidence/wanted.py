"""What somebody wants to add as evidence, checked before anything of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.evidence.kinds import HEAD_BYTES, KINDS, TAIL_BYTES, Kind, kind_of
from stackcred_issuer.gateways.spool import Spool
from stackcred_issuer.store.evidence import EvidenceKind

MAX_EVIDENCE = 200  # entries of one person: a list that a person can still read
MAX_NAME = 200  # characters
MAX_DESCRIPTION = 2_000
MAX_NARRATIVE = 20_000  # characters, as in a posted result: an essay fits, a book does not
MAX_URL = 2_000
UPLOADS_PER_MINUTE = 20  # of one person or client: each is written, sent on and scanned


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A file, a link or a narrative: which of them, the other members say. badge_id: what it is attached to.

    url: of a link. narrative: of a narrative.
    """

    name: str
    description: str = ""
    url: str = ""
    narrative: str = ""
    badge_id: UUID | None = None

    def kind(self, file: Spool | None) -> EvidenceKind:
        """Raises INVALID with what to correct: pointers /file, /url, /narrative, /name, /description."""
        found: list[EvidenceKind] = ["file"] if file is not None else []
        found += ["link"] if self.url else []
        found += ["narrative"] if self.narrative else []
        if len(found) != 1:
            raise _wrong("/file", "Choose a file, or give an address, or write a text: one of the three.")
        self._check()
        return found[0]

    def _check(self) -> None:
        if not 0 < len(self.name) <= MAX_NAME:
            raise _wrong("/name", f"Give it a name of at most {MAX_NAME} characters.")
        if len(self.description) > MAX_DESCRIPTION:
            raise _wrong("/description", f"Shorten the description to {MAX_DESCRIPTION} characters.")
        if len(self.narrative) > MAX_NARRATIVE:
            raise _wrong("/narrative", f"Shorten the text to {MAX_NARRATIVE} characters, or add it as a file.")
        if self.url and not is_web_address(self.url):
            raise _wrong("/url", "Give a whole web address, such as https://example.org/my-work.")


def is_web_address(text: str) -> bool:
    """Whether a link may lead there."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = len(text) <= MAX_URL and not any(letter.isspace() or not letter.isprintable() for letter in text)
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None


def taken_kind(file: Spool) -> Kind:
    """The kind of a file, by its content. Raises INVALID for what is not taken, /file."""
    kind = kind_of(file.head(HEAD_BYTES), file.tail(TAIL_BYTES)) if file.size else None
    if kind is None:
        words = ", ".join(one.word for one in KINDS)
        raise _wrong("/file", f"Files of this kind are not taken, or this one is empty. These are: {words}.")
    return kind


def _wrong(pointer: str, detail: str) -> StackcredError:
    return StackcredError(ErrorCode.INVALID, detail, pointer=pointer)
