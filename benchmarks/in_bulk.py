"""Many badges through the durable path without HTTP: rate, and what the memory of a process does meanwhile."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks import material
from benchmarks.figures import Figure, Figures
from benchmarks.service import settings_in
from stackcred_issuer.bootstrap import open_deployment
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.stamps import Stamps
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.gateways.bundled import load_contexts
from stackcred_issuer.keystores import KeyStores, bind
from stackcred_issuer.memory import keep_what_is_loaded
from stackcred_issuer.services.assessment_result import AssessmentResult
from stackcred_issuer.services.authenticate import authenticate_to_post
from stackcred_issuer.services.batch_writer import MAX_BATCH
from stackcred_issuer.services.keep_achievement import create_achievement
from stackcred_issuer.services.record_result import record_result

PROCESSES = 4
AT_ONCE = 3 * MAX_BATCH  # posts under way in one process: its writers never wait for company
WARM_UP = 0.1  # of the badges, before memory is looked at first
SEALED = 2_000  # badges for the ceiling, in each process


@dataclass(frozen=True, slots=True)
class Share:
    """What one process shall issue: `badges` of them, numbered from `first`."""

    folder: Path
    database_url: str
    api_key: str
    first: int
    badges: int


@dataclass(frozen=True, slots=True)
class Issued:
    """per_s: badges on record. before, after: bytes in memory after the warm-up and at the end."""

    per_s: float
    before: int
    after: int


def measure(figures: Figures, badges: int, folder: Path, database_url: str, api_key: str) -> None:
    """Half of them by one process, then half by four, beside what four can seal."""
    figures.section(f"{badges:,} badges without HTTP")
    half = badges // 2
    with _processes() as pool:
        with figures.doing("Sealing on every core"):
            ceiling = sum(pool.map(_seal_rate, [folder] * PROCESSES))
        figures.add(Figure("seal_c4_per_s", "sealing, 4 processes", ceiling, "/s", "draft, stamp, bytes; no database"))
        with figures.doing("Issuing in one process"):
            (alone,) = pool.map(_issue, [Share(folder, database_url, api_key, 0, half)])
        how = f"{half:,} new learners' passes, {AT_ONCE} under way; everything on, each durable"
        figures.add(
            Figure("bulk_w1_per_s", "issued in bulk, 1 process", alone.per_s, "/s", how, ("commits_c32_per_s",))
        )
        growth = alone.after / alone.before - 1
        memory = f"{alone.before >> 20} to {alone.after >> 20} MiB"
        how = f"the most memory after {half:,} badges by that after the first tenth: {memory}"
        figures.add(Figure("rss_growth", "growth of a process", growth, "", how))
        with figures.doing("Issuing in four processes"):
            share = half // PROCESSES
            shares = [Share(folder, database_url, api_key, half + place * share, share) for place in range(PROCESSES)]
            together = sum(one.per_s for one in pool.map(_issue, shares))
    how = "as above; PostgreSQL shares the cores"
    figures.add(Figure("bulk_w4_per_s", "issued in bulk, 4 processes", together, "/s", how, ("seal_c4_per_s",)))
    figures.add(Figure("bulk_vs_seal", "bulk / sealing", together / ceiling, "", "bulk_w4_per_s / seal_c4_per_s"))


def _processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))


def _issue(share: Share) -> Issued:
    return asyncio.run(_issue_share(share))


async def _issue_share(share: Share) -> Issued:
    async with open_deployment(settings_in(share.folder), share.database_url) as house:
        caller = await authenticate_to_post(house, share.api_key)
        achievement = await create_achievement(house, caller, material.ACHIEVEMENT)
        numbers = iter(range(share.first, share.first + share.badges))
        before, begun, warm = 0, time.perf_counter(), int(share.badges * WARM_UP)
        done = 0

        async def poster() -> None:
            nonlocal before, done
            for number in numbers:
                post = AssessmentResult.model_validate(material.post(str(achievement.id), f"bulk-{number}"))
                await record_result(house, caller, post)
                done += 1
                if done == warm:
                    before = _memory()

        keep_what_is_loaded()
        await asyncio.gather(*(poster() for _ in range(AT_ONCE)))
        return Issued(share.badges / (time.perf_counter() - begun), before, _memory())


def _seal_rate(folder: Path) -> float:
    """Badges per second that one process drafts and stamps while the others do the same."""
    contexts = load_contexts()
    keys = KeyStores(f"file:{folder / 'ceiling-keys'}", None)
    key = keys.load(keys.create(KeyType.ED25519).uri)
    signer, stamps = bind(key, key.public_key.did_key), Stamps(contexts)
    lint(material.draft(0, signer), contexts)
    for number in range(8):
        stamps.seal(material.draft(number, signer), signer, material.SIGNED_AT)
    begun = time.perf_counter()
    for number in range(SEALED):
        stamps.seal(material.draft(number, signer), signer, material.SIGNED_AT)
    return SEALED / (time.perf_counter() - begun)


def _memory() -> int:
    """The most it ever took, in bytes: what it grows by is not hidden by what it gives back."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
