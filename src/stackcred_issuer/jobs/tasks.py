"""The tasks of the queue, bound to a deployment. All are safe to run twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import procrastinate
import structlog
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.job_context import JobContext

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.jobs.orphans import Orphans
from stackcred_issuer.jobs.together import together
from stackcred_issuer.services.deliver_webhook import deliver_webhook, webhooks_behind
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.files import sweep_files
from stackcred_issuer.services.evidence.scan import scan_waiting
from stackcred_issuer.services.imports.manage import tidy_imports
from stackcred_issuer.services.imports.work import work_on_imports
from stackcred_issuer.services.issue_statement import expire_statements
from stackcred_issuer.services.pass_of_time import pass_of_time
from stackcred_issuer.services.pull_course import pull_due_courses
from stackcred_issuer.services.react import react, sweep_grace
from stackcred_issuer.services.receive_reports import apply_parked
from stackcred_issuer.services.refresh_foreign import refresh_foreign
from stackcred_issuer.services.tell_learners import remind_learners, tell_learners
from stackcred_issuer.store.queue import IMPORT, REACT, SCAN, event_from_json

log = structlog.get_logger(__name__)
RETRY = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=2)  # 2 s … 4 min: outlasts a failover
MAIL_RETRY = procrastinate.RetryStrategy(max_attempts=12, exponential_wait=3)  # 3 s … 2 days
RATE_WINDOWS_KEPT = timedelta(minutes=10)
RESTART_SECONDS = 1  # between two tries to reach the database
GRACE_SECONDS = 10  # for the jobs at hand when the worker is stopped; what is cut off is run again
TURN_SECONDS = 4.0  # that one of them works before another turn: a worker that is stopped need not wait for an import
IMPORTERS = 2  # of those at most, so that others get their turn: while one waits for the database, the other computes
CONCURRENCY = 4  # tasks at once in one worker: they wait for the database more than they compute


def install(queue: procrastinate.App, house: Deployment) -> None:
    """Register every task on the queue, once."""
    if REACT in queue.tasks:
        return

    orphans = Orphans(queue)

    @queue.task(name=REACT, retry=RETRY, pass_context=True)
    async def react_to(context: JobContext, events: list[dict[str, Any]]) -> None:
        with orphans.at_work(context.job):
            await together(house, [event_from_json(event) for event in events], follow)

    async def follow(events: Sequence[Event]) -> None:
        decided = await react(house, events)
        await push_events()
        await tell(events)
        log.debug("reacted", events=len(events), decisions=decided)

    async def tell(events: Sequence[Event]) -> None:
        """Mails wait for a job of their own: a mail server that is away must hold up no award."""
        issued = [event.subject for event in events if event.type is EventType.BADGE_ISSUED]
        if issued and house.mailer is not None:
            await mail.defer_async(badges=issued)
        ending = [event.subject for event in events if event.type is EventType.AWARD_ENDING]
        for badge in ending if house.mailer is not None else ():
            await remind.defer_async(badge=badge)  # each alone: one address that fails repeats no other reminder

    @queue.task(name="remind", retry=MAIL_RETRY, pass_context=True)
    async def remind(context: JobContext, badge: str) -> None:
        with orphans.at_work(context.job):
            await remind_learners(house, [UUID(badge)])

    @queue.task(name="mail", retry=MAIL_RETRY, pass_context=True)
    async def mail(context: JobContext, badges: list[str]) -> None:
        with orphans.at_work(context.job):
            await tell_learners(house, [UUID(badge) for badge in badges])

    @queue.task(name="deliver", pass_context=True)
    async def deliver(context: JobContext, webhook: str) -> None:
        with orphans.at_work(context.job):
            await deliver_webhook(house, UUID(webhook))

    async def push_events() -> None:
        for webhook_id in map(str, await webhooks_behind(house)):
            with suppress(AlreadyEnqueued):  # one that waits already will see what has come since
                await deliver.configure(lock=webhook_id, queueing_lock=webhook_id).defer_async(webhook=webhook_id)

    importing = asyncio.Semaphore(IMPORTERS)

    @queue.task(name=IMPORT, pass_context=True)
    async def do_import(context: JobContext) -> None:
        if importing.locked():  # others of this process are at it, and go on until nothing is left
            return
        with orphans.at_work(context.job):
            async with importing:
                try:
                    if await work_on_imports(house, seconds=TURN_SECONDS):
                        await do_import.defer_async()
                except StackcredError as error:  # it passes: whoever comes next tries again
                    log.warning("imports wait", problem=error.detail)

    @queue.periodic(cron="* * * * * */10")
    @queue.task(name="imports", queueing_lock="imports")
    async def go_on(timestamp: int) -> None:
        """Whatever became of the jobs that were at it: an import that has something to do goes on."""
        async with house.store.begin(house.clock.now()) as uow:
            if await uow.imports.at_work():
                uow.at_the_end(*uow.imports.work_statements())

    @queue.task(name=SCAN, queueing_lock=SCAN, lock=SCAN, pass_context=True)
    async def scan(context: JobContext) -> None:
        with orphans.at_work(context.job):
            await scan_waiting(house)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="scan_again", queueing_lock="scan_again")
    async def scan_again(timestamp: int) -> None:
        """Whatever became of the job that was to scan: a scanner that was away is asked again."""
        with suppress(AlreadyEnqueued):
            await scan.defer_async()

    @queue.periodic(cron="* * * * * */10")
    @queue.task(name="push", queueing_lock="push")
    async def push(timestamp: int) -> None:
        await push_events()

    @queue.periodic(cron="* * * * * */10")
    @queue.task(name="rescue", queueing_lock="rescue", pass_context=True)
    async def rescue(context: JobContext, timestamp: int) -> None:
        with orphans.at_work(context.job):
            await orphans.rescue(context.job.worker_id)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="sweep_grace", retry=RETRY, queueing_lock="sweep_grace")
    async def sweep(timestamp: int) -> None:
        await sweep_grace(house)
        await expire_statements(house)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="refresh_foreign", retry=RETRY, queueing_lock="refresh_foreign", lock="refresh_foreign")
    async def refresh(timestamp: int) -> None:
        changed = await refresh_foreign(house)
        log.debug("asked other issuers", changed=changed)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="unpark", retry=RETRY, queueing_lock="unpark")
    async def unpark(timestamp: int) -> None:
        await apply_parked(house, None)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="pull_courses", retry=RETRY, queueing_lock="pull_courses", lock="pull_courses")
    async def pull(timestamp: int) -> None:
        pulled = await pull_due_courses(house)
        log.debug("read courses", courses=pulled)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="pass_of_time", retry=RETRY, queueing_lock="pass_of_time")
    async def ends(timestamp: int) -> None:
        await pass_of_time(house)

    @queue.periodic(cron="*/10 * * * *")
    @queue.task(name="tidy", retry=RETRY, queueing_lock="tidy")
    async def tidy(timestamp: int) -> None:
        await house.store.drop_windows(house.clock.now() - RATE_WINDOWS_KEPT)
        async with house.store.begin(house.clock.now()) as uow:
            await uow.clients.drop_expired_secrets(uow.now - timedelta(days=1))
            await uow.access.drop_expired(uow.now - timedelta(days=1))
            await uow.client_keys.forget_used(uow.now - timedelta(days=1))
        await tidy_imports(house)
        await sweep_files(house)


async def work(house: Deployment) -> None:
    """Run jobs until SIGINT or SIGTERM; the jobs at hand are finished first. Outlives a database that goes away."""
    queue = house.store.queue
    install(queue, house)
    while True:
        try:
            async with queue.open_async():
                await queue.run_worker_async(
                    concurrency=CONCURRENCY, delete_jobs="successful", shutdown_graceful_timeout=GRACE_SECONDS
                )
            return
        except ConnectorException as error:
            log.warning("the database is away; the worker starts again", problem=str(error.__cause__ or error))
            await asyncio.sleep(RESTART_SECONDS)
