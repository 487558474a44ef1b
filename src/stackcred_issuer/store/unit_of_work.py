"""One transaction: every repository on one connection, and the events that its commit records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy.ext.asyncio import AsyncConnection

from stackcred_issuer.domain.events import Event
from stackcred_issuer.store.access import Access
from stackcred_issuer.store.achievements import Achievements
from stackcred_issuer.store.assessments import Assessments
from stackcred_issuer.store.audit import Audit, append_and_commit
from stackcred_issuer.store.awards import Awards
from stackcred_issuer.store.badge_facts import BadgeFacts
from stackcred_issuer.store.badges import Badges
from stackcred_issuer.store.blobs import KeptBlobs
from stackcred_issuer.store.certifications import Certifications
from stackcred_issuer.store.client_keys import ClientKeys
from stackcred_issuer.store.clients import Clients
from stackcred_issuer.store.credentials import Credentials
from stackcred_issuer.store.endorsement_requests import EndorsementRequests
from stackcred_issuer.store.evidence import Evidence
from stackcred_issuer.store.foreign_badges import ForeignBadges
from stackcred_issuer.store.frameworks import Frameworks
from stackcred_issuer.store.imports import Imports
from stackcred_issuer.store.issuers import Issuers
from stackcred_issuer.store.keys import Keys
from stackcred_issuer.store.learners import Learners
from stackcred_issuer.store.line_items import LineItems
from stackcred_issuer.store.lms import Lms
from stackcred_issuer.store.lti import LtiPlatforms
from stackcred_issuer.store.message import Statement, put, send
from stackcred_issuer.store.pathways import Pathways
from stackcred_issuer.store.personal import Personal
from stackcred_issuer.store.posts import Posts
from stackcred_issuer.store.progress import Progress
from stackcred_issuer.store.queue import Reactions, needs_reaction, reaction_statement
from stackcred_issuer.store.renditions import Renditions
from stackcred_issuer.store.reports import Reports
from stackcred_issuer.store.rights import Rights
from stackcred_issuer.store.sharing import Sharing
from stackcred_issuer.store.sign_in_services import SignInServices
from stackcred_issuer.store.statements import Statements
from stackcred_issuer.store.statuses import Statuses
from stackcred_issuer.store.trust import TrustRegistries
from stackcred_issuer.store.webhooks import Webhooks


class UnitOfWork:
    """What a use case reads and writes between `Store.begin` and commit.

    now: the instant of the transaction, given by the caller.
    """

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self._events: list[Event] = []
        self._last_words: list[Statement[None]] = []
        self.now = now
        self.issuers = Issuers(connection, now)
        self.rights = Rights(connection, now)
        self.keys = Keys(connection, now)
        self.clients = Clients(connection, now)
        self.client_keys = ClientKeys(connection, now)
        self.achievements = Achievements(connection, now)
        self.certifications = Certifications(connection, now)
        self.learners = Learners(connection, now)
        self.assessments = Assessments(connection, now)
        self.posts = Posts(connection, now)
        self.imports = Imports(connection, now)
        self.badges = Badges(connection, now)
        self.badge_facts = BadgeFacts(connection, now)
        self.credentials = Credentials(connection, now)
        self.awards = Awards(connection, now)
        self.progress = Progress(connection, now)
        self.statuses = Statuses(connection, now)
        self.reactions = Reactions(connection, now)
        self.reports = Reports(connection, now)
        self.renditions = Renditions(connection, now)
        self.audit = Audit(connection, now)
        self.webhooks = Webhooks(connection, now)
        self.lms = Lms(connection, now)
        self.access = Access(connection, now)
        self.sign_in_services = SignInServices(connection, now)
        self.line_items = LineItems(connection, now)
        self.lti = LtiPlatforms(connection, now)
        self.pathways = Pathways(connection, now)
        self.frameworks = Frameworks(connection, now)
        self.trust = TrustRegistries(connection, now)
        self.foreign_badges = ForeignBadges(connection, now)
        self.statements = Statements(connection, now)
        self.personal = Personal(connection, now)
        self.sharing = Sharing(connection, now)
        self.evidence = Evidence(connection, now)
        self.blobs = KeptBlobs(connection, now)
        self.endorsement_requests = EndorsementRequests(connection, now)

    async def send(self, *statements: Statement[Any]) -> list[Any]:
        """Run statements that repositories made (`…_statement`) in one message; the answers of all."""
        try:
            return await send(await self._raw(), statements)
        except psycopg.Error:
            # What came after the fault was never prepared, whatever the driver believes; only a rollback makes it
            # forget (3.3.9, Connection._rollback_gen), and without a transaction there is none.
            await self._connection.invalidate()
            raise

    def record(self, event: Event) -> None:
        """Audit this with the commit, and let jobs react to it if it concerns a learner or a rule."""
        self._events.append(event)

    def at_the_end(self, *statements: Statement[None]) -> None:
        """Run these in the message that ends the transaction: nothing in it may need to see what they do."""
        self._last_words.extend(statements)

    async def commit(self) -> None:
        """Commit with the status bits, the job that reacts, and the audit entries, in few messages.

        Every transaction of an issuer must lock its audit chain, so that comes last. Without anything to add nothing
        happens: the connection's own commit follows in any case.
        """
        await self.statuses.flush()
        if not self._events and not self._last_words:
            return
        raw, reacting = await self._raw(), [event for event in self._events if needs_reaction(event)]
        last = [*self._last_words, reaction_statement(reacting)] if reacting else self._last_words
        async with raw.pipeline():
            for statement in last:
                await put(raw, statement.sql, statement.parameters)
            await append_and_commit(raw, self._events, self.now)

    async def _raw(self) -> psycopg.AsyncConnection[Any]:
        raw = (await self._connection.get_raw_connection()).driver_connection
        assert isinstance(raw, psycopg.AsyncConnection)
        return raw
