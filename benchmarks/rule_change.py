"""`python -m benchmarks.rule_change --holders 10000`: what one new rule version costs over many holders.

Every holder has the same badges under ids of their own, each with the stored report of a verification, as after
a first evaluation; what is measured is the way from there: restore, evaluate, decide.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from benchmarks.material import ACHIEVEMENT
from benchmarks.service import database
from stackcred_issuer.bootstrap import open_deployment
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.services.assessment_result import LearnerRef
from stackcred_issuer.services.browse import Cursor
from stackcred_issuer.services.caller import ALL_SCOPES, Caller
from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.hold_against import PAGE
from stackcred_issuer.services.issue_badge import Achieved, Issuance, issue
from stackcred_issuer.services.keep_achievement import create_achievement
from stackcred_issuer.services.publish_rule import create_certification
from stackcred_issuer.services.reevaluate import reevaluate
from stackcred_issuer.services.register_learner import register_learner
from stackcred_issuer.services.rule_impact import rule_impact
from stackcred_issuer.services.verified_facts import verified_facts
from stackcred_issuer.settings import load_settings
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.reports import ReportRecord
from stackcred_issuer.store.tables.credentials import INDEX_BYTES, LIST_BITS

_FACTS = """
    INSERT INTO badge_facts (badge_id, digest, edition, kind, awarded, valid_from, valid_until)
    SELECT b.id, b.digest, f.edition, f.kind, f.awarded, f.valid_from, f.valid_until
    FROM badges b JOIN badges p USING (achievement_id) JOIN badge_facts f ON f.badge_id = p.id WHERE b.id <> p.id
"""  # what was kept of the pattern's badge of the same achievement
FOLDER = Path(".stackcred") / "benchmark-rule-change"


@dataclass(frozen=True)
class Pattern:
    """What one holder's record looks like, to be repeated under other ids."""

    caller: Caller
    achievements: list[AchievementRecord]
    badges: list[BadgeRecord]
    reports: dict[UUID, ReportRecord]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rule_change", description=__doc__)
    parser.add_argument("--holders", type=int, default=10_000, help="how many people hold badges")
    parser.add_argument("--badges", type=int, default=20, help="how many each of them holds")
    options = parser.parse_args()
    with database(FOLDER.resolve()) as url:
        asyncio.run(_measure(url, options.holders, options.badges))


async def _measure(url: str, holders: int, badges: int) -> None:
    settings = load_settings(data_dir=FOLDER.resolve(), keystore=f"file:{FOLDER.resolve() / 'keys'}")
    async with open_deployment(settings, url) as house:
        pattern = await _pattern(house, badges)
        await _repeat(house, url, pattern, holders)
        target = await create_achievement(house, pattern.caller, {**ACHIEVEMENT, "name": "Certificate"})
        made = await create_certification(house, pattern.caller, str(target.id), {"requires": _nobody(pattern)})
        certification = made.certification.id
        memory = _memory()
        started, seen = time.perf_counter(), 0
        after, early = None, 0
        while True:
            page = await rule_impact(
                house, pattern.caller, certification, {"requires": _most(pattern)}, Cursor(after, PAGE)
            )
            seen, after = seen + page.seen, page.next
            early = early or _memory()
            if after is None:
                break
        _say("impact simulation", seen, badges, time.perf_counter() - started)
        started = time.perf_counter()
        seen = await reevaluate(house, pattern.caller.issuer_id, certification, cause="benchmark")
        _say("re-evaluation, nothing to decide", seen, badges, time.perf_counter() - started)
        print(f"memory: {memory} MiB before, {early} after one page of {PAGE}, {_memory()} at most")


async def _pattern(house: Deployment, badges: int) -> Pattern:
    issuer = await create_issuer(house, NewIssuer("college", "Example College"))
    caller = Caller(uuid4(), issuer.id, ALL_SCOPES)
    learner = await register_learner(house, caller, LearnerRef(email="pattern@example.org"))
    made = [await create_achievement(house, caller, {**ACHIEVEMENT, "name": f"Unit {n}"}) for n in range(badges)]
    issued = []
    for achievement in made:
        slot = await house.slots.take(issuer.id)
        async with house.store.begin(house.clock.now()) as uow:
            issued.append(
                await issue(house, uow, Issuance(issuer, achievement, learner, Achieved(), slot, "benchmark"))
            )
    async with house.store.begin(house.clock.now()) as uow:
        await verified_facts(house, uow, learner)
        reports = await uow.reports.of_badges([badge.id for badge in issued])
    return Pattern(caller, made, issued, reports)


async def _repeat(house: Deployment, url: str, pattern: Pattern, holders: int) -> None:
    """The pattern for every holder, written as the database takes it fastest."""
    started, issuer_id = time.perf_counter(), pattern.caller.issuer_id
    registers = []
    order = b"".join(index.to_bytes(INDEX_BYTES, "big") for index in range(LIST_BITS))
    async with house.store.begin(house.clock.now()) as uow:
        for _ in range(holders * len(pattern.badges) // LIST_BITS + 1):
            lists = uuid4(), uuid4()
            registers.append((uuid4(), *lists))
            await uow.statuses.add_register(
                register_id=registers[-1][0],
                issuer_id=issuer_id,
                index_order=order,
                revocation_list=lists[0],
                suspension_list=lists[1],
            )
    learners = [uuid4() for _ in range(holders)]
    names = list(BadgeRecord.__slots__)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        with cursor.copy("COPY learners (id, issuer_id, created_at) FROM STDIN") as copy:
            for learner_id in learners:
                copy.write_row((learner_id, issuer_id, house.clock.now()))
        for start in range(0, holders, PAGE):
            found = list(_copies(house, pattern, learners[start : start + PAGE], start, registers))
            with cursor.copy(f"COPY badges ({', '.join(names)}) FROM STDIN") as copy:
                for badge, _ in found:
                    copy.write_row([badge[name] for name in names])
            with cursor.copy("COPY verification_reports (badge_id, digest, report) FROM STDIN") as copy:
                for badge, report in found:
                    copy.write_row((badge["id"], badge["digest"], report))
        cursor.execute(_FACTS)
        connection.commit()
        connection.autocommit = True
        cursor.execute("ANALYZE")
    print(
        f"{holders:,} holders with {len(pattern.badges)} badges each written in {time.perf_counter() - started:.0f} s"
    )


def _copies(
    house: Deployment, pattern: Pattern, learners: list[UUID], start: int, registers: list[Any]
) -> Iterator[tuple[dict[str, Any], str]]:
    """Each badge with its report, both with the copy's own address and digest."""
    number = start * len(pattern.badges)
    reports = {id_: dump_json(kept.report).decode() for id_, kept in pattern.reports.items()}
    for learner_id in learners:
        for badge in pattern.badges:
            id_, former = uuid4(), house.urls.badge(badge.id)
            document = badge.document.replace(former.encode(), house.urls.badge(id_).encode())
            register, revocations, suspensions = registers[number // LIST_BITS]
            copied = {name: getattr(badge, name) for name in BadgeRecord.__slots__} | {
                "id": id_,
                "learner_id": learner_id,
                "document": document,
                "digest": digest_multibase(document),
                "register_id": register,
                "status_index": number % LIST_BITS,
                "revocation_list": revocations,
                "suspension_list": suspensions,
            }
            report = reports[badge.id].replace(former, house.urls.badge(id_))
            yield copied, report.replace(badge.digest, copied["digest"])
            number += 1


def _select(url: str) -> dict[str, Any]:
    return {"op": "select", "where": {"achievement": [url]}}


def _nobody(pattern: Pattern) -> dict[str, Any]:
    """Every unit, each twice: what no holder has."""
    urls = [achievement.url for achievement in pattern.achievements]
    return {"op": "select", "where": {"achievement": urls}, "count": {"min": len(urls) + 1, "repeat": True}}


def _most(pattern: Pattern) -> dict[str, Any]:
    """A select for each unit."""
    return {"op": "all", "of": [_select(achievement.url) for achievement in pattern.achievements]}


def _say(what: str, learners: int, badges: int, seconds: float) -> None:
    print(f"{what}: {learners:,} holders in {seconds:.1f} s, {learners / seconds:,.0f} holders "
          f"and {learners * badges / seconds:,.0f} badges per s")  # fmt: skip


def _memory() -> int:
    """The largest resident size of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
