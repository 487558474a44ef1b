"""What a verification needs of a deployment. A command without a database can bring it too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.gateways.clock import Clock
from stackcred_issuer.gateways.resolver import Resolver
from stackcred_issuer.gateways.sandbox import Sandbox
from stackcred_issuer.settings import Settings


class Examining(Protocol):
    """The part of `Deployment` that judges documents."""

    @property
    def settings(self) -> Settings: ...
    @property
    def contexts(self) -> ContextSet: ...
    @property
    def resolver(self) -> Resolver: ...
    @property
    def sandbox(self) -> Sandbox: ...
    @property
    def clock(self) -> Clock: ...


@dataclass(frozen=True, slots=True)
class Examiner:
    """One that keeps no record: no database, no keys."""

    settings: Settings
    contexts: ContextSet
    resolver: Resolver
    sandbox: Sandbox
    clock: Clock
