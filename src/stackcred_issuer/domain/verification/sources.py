"""What was gathered for a verification, and how the judge looks things up in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.did import local_document
from stackcred_issuer.domain.verification.limits import quote


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer of an address.

    url: a DID or an http(s) URL, as `needs` asked for it.
    body: the parsed object; text when it was no JSON object (a compact JWS); None when there was no answer.
    failure: why there was none, as a sentence.
    """

    url: str
    body: JsonObject | str | None
    fetched_at: datetime
    failure: str | None


@dataclass(frozen=True)
class Materials:
    """Everything a verification may rest on besides the document.

    schemas: JSON Schemas by the URL that credentials name them by.
    fetched: answers by the address asked.
    """

    contexts: ContextSet
    schemas: Mapping[str, JsonObject]
    fetched: Mapping[str, Fetched]

    def entry(self, url: str) -> Fetched | None:
        """The answer of an address; None when it was never asked."""
        return self.fetched.get(url)

    def answer(self, url: str) -> Fetched:
        """The answer of an address. Raises StackcredError UNREACHABLE when there is none."""
        entry = self.entry(url)
        if entry is not None and entry.body is not None:
            return entry
        reason = ((entry.failure if entry else None) or "it was not asked").rstrip(".")
        raise StackcredError(ErrorCode.UNREACHABLE, f"Nothing could be had from {quote(url)} ({reason}).")

    def document(self, url: str) -> JsonObject:
        """The JSON object at an address. Raises UNREACHABLE, or MALFORMED when the answer is no object."""
        body = self.answer(url).body
        if not isinstance(body, dict):
            raise StackcredError(ErrorCode.MALFORMED, f"The answer from {quote(url)} is not a JSON object.")
        return body

    def controller(self, url: str) -> JsonObject:
        """The document in which somebody publishes keys; did:key and did:jwk resolve by themselves.

        Raises as `document`, UNSUPPORTED for a DID method that is not resolved here, and as `local_document`.
        """
        return local_document(url) or self.document(url)


@dataclass(frozen=True)
class RecordingMaterials(Materials):
    """Materials that note every address they were asked for in vain."""

    missing: set[str]

    def entry(self, url: str) -> Fetched | None:
        entry = super().entry(url)
        if entry is None:
            self.missing.add(url)
        return entry
