"""What a kind of credential status is."""

from __future__ import annotations

from typing import Protocol

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement


class StatusKind(Protocol):
    """One kind. A new one is one file here and its entry in the registry."""

    @property
    def type(self) -> str:
        """The `type` of its entries."""

    def address(self, entry: JsonObject) -> str | None:
        """Where the status is published; None when the entry does not say."""

    def judge(self, entry: JsonObject, case: Case) -> Judgement:
        """The status of the credential by this entry. May raise StackcredError (UNREACHABLE among them)."""
