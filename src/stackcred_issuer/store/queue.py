"""The job queue in the same database: a job is deferred by the transaction that makes it necessary."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import procrastinate
from sqlalchemy import text

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.store.address import psycopg_url
from stackcred_issuer.store.message import Statement
from stackcred_issuer.store.repository import Repository

REACT = "react"  # the name of the one task that reacts to events; its argument is `events`
IMPORT = "import"  # the name of the task that works on imports until nothing is left to do; many run side by side
TOGETHER = 64  # reactions that one of them takes along at once: a transaction of theirs stays short
_TAKE = text("""
    DELETE FROM procrastinate_jobs WHERE id IN (
        SELECT id FROM procrastinate_jobs
        WHERE task_name = :task AND status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
        ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
    ) RETURNING args
""")
SCAN = "scan"  # the name of the task that has evidence files looked at by virus scanners
_DEFER = """
    SELECT procrastinate_defer_jobs_v1(ARRAY[
        ROW('default', %(task)s::text, 0, NULL, NULL, %(args)s::jsonb, NULL)::procrastinate_job_to_defer_v1
    ])
"""


def make_queue(database_url: str) -> procrastinate.App:
    """An app that connects when it is opened; deferring inside a UnitOfWork needs no opening."""
    return procrastinate.App(
        connector=procrastinate.PsycopgConnector(conninfo=psycopg_url(database_url), min_size=1, max_size=8)
    )


class Reactions(Repository):
    """The jobs that react to events and wait for a worker."""

    async def take(self) -> list[Event]:
        """The events of at most TOGETHER of them: theirs is this transaction, and they wait on if it fails."""
        taken = await self._connection.execute(_TAKE, {"task": REACT, "most": TOGETHER})
        return [event_from_json(event) for (args,) in taken for event in args["events"]]


def needs_reaction(event: Event) -> bool:
    """Whether a certification may have to be looked at again."""
    if event.type in (EventType.RULE_PUBLISHED, EventType.RULE_DUE, EventType.TRUST_CHANGED):
        return True
    if event.type in (EventType.STATEMENT_ISSUED, EventType.STATEMENT_REVOKED, EventType.STATEMENT_EXPIRED):
        return event.achievement is not None
    return event.learner_id is not None and event.achievement is not None


def reaction_statement(events: Sequence[Event]) -> Statement[None]:
    """One job for all these events, in the transaction that made them.

    What `defer_async` of the library ends in, as part of a message: a round trip less for every transaction.
    """
    args = dump_json({"events": [event_to_json(event) for event in events]})
    return Statement(_DEFER, {"task": REACT, "args": args.decode()})


def import_statement() -> Statement[None]:
    """One job that works on imports, in the transaction that gives it something to do."""
    return Statement(_DEFER, {"task": IMPORT, "args": "{}"})


def scan_statement() -> Statement[None]:
    """One job that has waiting files scanned, in the transaction that brought one."""
    return Statement(_DEFER, {"task": SCAN, "args": "{}"})


def event_to_json(event: Event) -> JsonObject:
    """An event as a job's argument."""
    return {
        "type": event.type.value,
        "issuer": str(event.issuer_id),
        "subject": event.subject,
        "actor": event.actor,
        "digest": event.digest,
        "learner": str(event.learner_id) if event.learner_id else None,
        "achievement": event.achievement,
        "cause": event.cause,
    }


def event_from_json(value: JsonObject) -> Event:
    """The event that `event_to_json` wrote."""
    return Event(
        type=EventType(value["type"]),
        issuer_id=UUID(value["issuer"]),
        subject=value["subject"],
        actor=value["actor"],
        digest=value["digest"],
        learner_id=UUID(value["learner"]) if value["learner"] else None,
        achievement=value["achievement"],
        cause=value["cause"],
    )
