"""The one place that chooses implementations, from settings, and puts them away again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial

from stackcred_issuer.blobs import Blobs
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.ids import PublicUrls
from stackcred_issuer.domain.issuance.stamps import Stamps
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.gateways.bundled import ContextChoice, load_contexts
from stackcred_issuer.gateways.clock import Entropy, SystemClock
from stackcred_issuer.gateways.mail import mailer_of
from stackcred_issuer.gateways.rate_limit import RateLimiter
from stackcred_issuer.gateways.resolver import KnownResolver, OutboundResolver, chain
from stackcred_issuer.gateways.safe_http import SafeHttp
from stackcred_issuer.gateways.sandbox import Sandbox
from stackcred_issuer.gateways.virus_scan import scanners_of
from stackcred_issuer.keystores import KeyStores
from stackcred_issuer.services.batch_writer import BatchWriter
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.examine import Fetch
from stackcred_issuer.services.examining import Examiner
from stackcred_issuer.services.known_callers import KnownCallers
from stackcred_issuer.services.known_issuers import KnownIssuers
from stackcred_issuer.services.local_documents import local_document
from stackcred_issuer.services.record_batch import record_batch
from stackcred_issuer.services.status_slots import StatusSlots
from stackcred_issuer.services.verify_credential import CREDENTIAL_TYPES
from stackcred_issuer.settings import Settings
from stackcred_issuer.store import embedded
from stackcred_issuer.store.engine import Store

DATABASE = "stackcred"  # its name in the embedded server


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The database's URL; without DATABASE_URL the embedded server runs for as long as this is open."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    server = embedded.start(settings.data_dir / "postgres")
    try:
        yield embedded.create_database(server.url, DATABASE)
    finally:
        server.stop()


PRESSES = 1  # papers are set one after the other: 0.1 s each
PRESS_SECONDS = 20  # the first paper of a process waits until every font of the machine was looked at
PRESS_MB = 512  # fonts of large scripts


@asynccontextmanager
async def open_examiner(
    settings: Settings, known: Mapping[str, JsonObject | str], *, online: bool
) -> AsyncIterator[tuple[Examiner, Fetch]]:
    """What judges documents without a database. known: DID documents and status lists at hand, by address.

    online: ask the world for what is not at hand; otherwise nobody is asked anything.
    """
    clock = SystemClock()
    choice = ContextChoice.of(settings)
    http = SafeHttp.of(settings, clock)
    sandbox = Sandbox.of(settings, preload=partial(load_contexts, choice))

    async def at_hand(url: str) -> JsonObject | str | None:
        return known.get(url)

    async def fetch(url: str) -> bytes:
        if not online:
            raise StackcredError(ErrorCode.UNREACHABLE, f"{url} is an address, and nobody is asked without --online.")
        return (await http.fetch(url, accept=CREDENTIAL_TYPES)).body

    resolver = chain(at_hand, OutboundResolver(http, clock)) if online else KnownResolver(known, clock)
    try:
        yield Examiner(settings, load_contexts(choice), resolver, sandbox, clock), fetch
    finally:
        await sandbox.close()
        await http.close()


@asynccontextmanager
async def open_deployment(settings: Settings, database_url: str) -> AsyncIterator[Deployment]:
    """Everything a running service needs, closed in the reverse order."""
    clock = SystemClock()
    entropy = Entropy(clock)
    store = Store.connect(database_url)
    http = SafeHttp.of(settings, clock)
    choice = ContextChoice.of(settings)
    sandbox = Sandbox.of(settings, preload=partial(load_contexts, choice))
    press = Sandbox(workers=PRESSES, timeout_seconds=PRESS_SECONDS, memory_mb=PRESS_MB)

    async def local(url: str) -> JsonObject | None:
        return await local_document(house, url)

    house = Deployment(
        settings=settings,
        store=store,
        keystores=KeyStores(settings.keystore, settings.keys_passphrase),
        blobs=Blobs.of(settings),
        scanners=scanners_of(settings),
        contexts=(contexts := load_contexts(choice)),
        stamps=Stamps(contexts),
        rehearsals=Stamps(contexts),
        http=http,
        resolver=chain(local, OutboundResolver(http, clock)),
        sandbox=sandbox,
        press=press,
        mailer=mailer_of(settings, clock),
        limiter=RateLimiter(store.take_permits, clock),
        slots=StatusSlots(store, clock, entropy),
        callers=KnownCallers(),
        known_issuers=KnownIssuers(),
        writer=BatchWriter(record_batch),
        urls=PublicUrls(settings.base_url),
        clock=clock,
        entropy=entropy,
    )
    try:
        yield house
    finally:
        await press.close()
        await sandbox.close()
        await http.close()
        await store.close()
