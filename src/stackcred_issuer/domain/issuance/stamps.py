"""Badges of one achievement, signed from one that was linted: the same findings and the same bytes, many times sooner.

The first badge of its kind is linted and sealed. So is the second, and then a stamp is made of it: its JSON and its
canonical statements with the texts left open that no lint can object to (`open_texts.py`). What a stamp does not fit
is linted and sealed by itself: why: docs/decisions/0012-stamps.md.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stackcred_issuer.domain.credential.pass_rule import check_on_scales
from stackcred_issuer.domain.credential.scale import Scale, scales_of
from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.known_parts import texts_in, words
from stackcred_issuer.domain.issuance.lint import LintedDraft, lint
from stackcred_issuer.domain.issuance.lints.personal_data import withheld_words
from stackcred_issuer.domain.issuance.open_texts import open_texts
from stackcred_issuer.domain.issuance.seal import SealedCredential, seal, suite_of
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.proof.pinned import PinnedTemplate, pin
from stackcred_issuer.domain.proof.signer import Signer

MAX_STAMPS = 512  # of some 100 KB each; the one used least recently goes first
MAX_SEEN = 4_096  # kinds of badge that came once

_Kind = tuple[str, bool, bytes, tuple[str, ...]]  # key, name allowed, skeleton, open places


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A linted badge whose open texts can be filled in.

    scales: its achievement's, by the ids of result descriptions. said: the words of all its other texts.
    """

    template: PinnedTemplate
    scales: Mapping[str, Scale]
    said: str

    def _objects(self, draft: Draft, texts: Mapping[str, str]) -> bool:
        """Whether a lint might find something after all: words that were withheld, a value off its scale."""
        secrets = withheld_words(draft)
        if secrets and any(secret in said for secret in secrets for said in (self.said, *map(words, texts.values()))):
            return True
        try:
            check_on_scales(self.scales, draft.document["credentialSubject"].get("result", ()))
        except StackcredError:
            return True
        return False

    def sealed(self, draft: Draft, texts: Mapping[str, str], created: datetime) -> SealedCredential | None:
        """The signed badge; None where it must be linted first."""
        if self._objects(draft, texts):
            return None
        try:
            body = self.template.issue(texts, created)
        except StackcredError:  # lint says it better
            return None
        return SealedCredential(body, digest_multibase(body))


class Stamps:
    """The stamps of one process."""

    def __init__(self, contexts: ContextSet) -> None:
        self._contexts = contexts
        self._stamps: OrderedDict[_Kind, _Stamp | None] = OrderedDict()
        self._seen: OrderedDict[int, None] = OrderedDict()

    def seal(self, draft: Draft, signer: Signer, created: datetime) -> SealedCredential:
        """What `seal(lint(draft))` gives. Raises what those raise."""
        opened = open_texts(draft.document) if draft.kind == "badge" else None
        kind = _kind(draft, signer, *opened) if opened is not None else None
        if opened is None or kind is None:
            return seal(lint(draft, self._contexts), signer, created, self._contexts)
        skeleton, texts = opened
        stamp = self._find(kind)
        stamped = stamp.sealed(draft, texts, created) if stamp is not None else None
        if stamped is not None:
            return stamped
        linted = lint(draft, self._contexts)
        sealed = seal(linted, signer, created, self._contexts)
        if kind not in self._stamps:
            self._learn(kind, linted, signer, skeleton, texts)
        return sealed

    def _find(self, kind: _Kind) -> _Stamp | None:
        stamp = self._stamps.get(kind)
        if stamp is not None:
            self._stamps.move_to_end(kind)
        return stamp

    def _learn(
        self, kind: _Kind, linted: LintedDraft, signer: Signer, skeleton: JsonObject, texts: Mapping[str, str]
    ) -> None:
        """At the second sight: whoever comes once costs no stamp."""
        if self._seen.pop(hash(kind), self) is self:
            self._seen[hash(kind)] = None
            _shorten(self._seen, MAX_SEEN)
            return
        self._stamps[kind] = self._made(linted, signer, skeleton, texts)
        _shorten(self._stamps, MAX_STAMPS)

    def _made(
        self, linted: LintedDraft, signer: Signer, skeleton: JsonObject, texts: Mapping[str, str]
    ) -> _Stamp | None:
        """None for a badge that has no template; it is not tried again."""
        try:
            template = pin(linted.document, [*texts], suite=suite_of(signer), signer=signer, contexts=self._contexts)
        except StackcredError:
            return None
        scales = scales_of(linted.document["credentialSubject"]["achievement"])
        return _Stamp(template, scales, "\n".join(map(words, texts_in(skeleton))))


def _kind(draft: Draft, signer: Signer, skeleton: JsonObject, texts: Mapping[str, str]) -> _Kind | None:
    """Everything that is the same for the badges of a stamp; None for what is no JSON."""
    try:
        return signer.verification_method, draft.allow_name, dump_json(skeleton), tuple(texts)
    except TypeError:
        return None


def _shorten(entries: OrderedDict[Any, Any], most: int) -> None:
    while len(entries) > most:
        entries.popitem(last=False)
