"""What every use case may rely on, chosen once by `bootstrap`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from stackcred_issuer.blobs import Blobs
from stackcred_issuer.domain.ids import PublicUrls
from stackcred_issuer.domain.issuance.stamps import Stamps
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.gateways.clock import Clock, Entropy
from stackcred_issuer.gateways.mail import Mailer
from stackcred_issuer.gateways.rate_limit import RateLimiter
from stackcred_issuer.gateways.resolver import Resolver
from stackcred_issuer.gateways.safe_http import SafeHttp
from stackcred_issuer.gateways.sandbox import Sandbox
from stackcred_issuer.gateways.virus_scan import Scanner
from stackcred_issuer.keystores import KeyStores
from stackcred_issuer.services.batch_writer import BatchWriter
from stackcred_issuer.services.known_callers import KnownCallers
from stackcred_issuer.services.known_issuers import KnownIssuers
from stackcred_issuer.services.once import Answer
from stackcred_issuer.services.status_slots import StatusSlots
from stackcred_issuer.settings import Settings
from stackcred_issuer.store.engine import Store

if TYPE_CHECKING:
    from stackcred_issuer.services.result_post import ResultPost


@dataclass(frozen=True, slots=True)
class Deployment:
    """One running service: its implementations and its settings.

    scanners: a file is clean when each of them says so.
    press: the sandbox that sets papers, with more time.
    rehearsals: stamps that nothing is signed with; kept apart, so that no badge can ever come of them.
    """

    settings: Settings
    store: Store
    keystores: KeyStores
    blobs: Blobs
    scanners: tuple[Scanner, ...]
    contexts: ContextSet
    stamps: Stamps
    rehearsals: Stamps
    http: SafeHttp
    resolver: Resolver
    sandbox: Sandbox
    press: Sandbox
    mailer: Mailer | None
    limiter: RateLimiter
    slots: StatusSlots
    callers: KnownCallers
    known_issuers: KnownIssuers
    writer: BatchWriter[ResultPost, Answer]
    urls: PublicUrls
    clock: Clock
    entropy: Entropy

    def signing_instant(self) -> datetime:
        """Now in whole seconds: JWTs carry no fractions, so no date we sign does (requirement 44)."""
        return self.clock.now().replace(microsecond=0)

    @property
    def access_token_lifetime(self) -> timedelta:
        return timedelta(seconds=self.settings.access_token_seconds)
