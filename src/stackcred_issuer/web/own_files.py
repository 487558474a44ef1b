"""Everything a learner holds, taken away at once: one archive of files, or a signed transcript of each issuer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import get_args

from fastapi import APIRouter, Response

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.file_names import file_name
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.portfolio import Holdings, portfolio
from stackcred_issuer.services.sign_transcript import in_force, sign_transcript
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.web.archives import archive_response
from stackcred_issuer.web.badge_files import VC, FileForm, attachment, file_bytes, name_of
from stackcred_issuer.web.learner_route import NO_STORE, LearnerRoute, SignedIn
from stackcred_issuer.web.places import Places
from stackcred_issuer.web.routes import House

MAX_PACKED = 200  # badges in one archive: five files each, drawn and set one after the other
ARCHIVES_PER_MINUTE = 4  # of one person: each costs a second or more
router = APIRouter(prefix="/learn", route_class=LearnerRoute, include_in_schema=False)
_ARCHIVES = Places(2)  # of one process at a time: others' pages come first


@router.get("/badges.zip")
async def archive(house: House, holder: SignedIn) -> Response:
    """Every badge in every form, and the transcripts."""
    async with archive_of(house, holder) as found:
        return await archive_response(house, "badges", await files_of(house, found))


@router.get("/transcripts/{slug}.json")
async def transcript(house: House, holder: SignedIn, slug: str) -> Response:
    """What this issuer gave and is in force, as one CLR 2.0."""
    found = next((one for one in await portfolio(house, holder) if one.issuer.slug == slug), None)
    if found is None:
        raise StackcredError(ErrorCode.NOT_FOUND, "You hold nothing of this issuer; look at your badges.")
    return Response(await sign_transcript(house, found), media_type=VC, headers=_named("transcript", "json"))


@asynccontextmanager
async def archive_of(house: Deployment, holder: Holder) -> AsyncIterator[Sequence[Holdings]]:
    """A place to pack in, and what is to be packed. Raises RATE_LIMITED, TOO_LARGE beyond MAX_PACKED badges."""
    found = await portfolio(house, holder)
    for holdings in found:
        await house.limiter.check(f"archive:{holdings.learner.id}", ARCHIVES_PER_MINUTE)
    if sum(len(holdings.badges) for holdings in found) > MAX_PACKED:
        detail = f"You hold more than {MAX_PACKED} badges; take them one by one, or as transcripts."
        raise StackcredError(ErrorCode.TOO_LARGE, detail)
    with _ARCHIVES.one():
        yield found


async def files_of(house: Deployment, found: Sequence[Holdings]) -> list[tuple[str, bytes]]:
    """Names with contents: a folder for each issuer."""
    files: list[tuple[str, bytes]] = []
    folders: list[str] = []
    for holdings in found:
        folders.append(file_name(holdings.issuer.name, "", folders))
        names: list[str] = []
        for badge in holdings.badges:
            for form, data in await _forms(house, holdings, badge):
                names.append(file_name(name_of(badge), form, names))
                files.append((f"{folders[-1]}/{names[-1]}", data))
        if in_force(house, holdings):
            files.append((f"{folders[-1]}/transcript.json", await sign_transcript(house, holdings)))
    return files


async def _forms(house: Deployment, holdings: Holdings, badge: BadgeRecord) -> list[tuple[str, bytes]]:
    """Each form with its bytes; no JWT where the issuer has no key to make one with any more."""
    forms: tuple[FileForm, ...] = get_args(FileForm)
    seen = holdings.visibility.get(badge.id) != "private"
    made = [file_bytes(house, badge, form, name=holdings.learner.name, open_page=seen) for form in forms]
    done = await asyncio.gather(*made, return_exceptions=True)
    for problem in done:
        if isinstance(problem, BaseException) and not _no_key(problem):
            raise problem
    return [(form, data) for form, data in zip(forms, done, strict=True) if isinstance(data, bytes)]


def _no_key(problem: BaseException) -> bool:
    return isinstance(problem, StackcredError) and problem.code is ErrorCode.KEY_UNUSABLE


def _named(title: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": attachment(title, title, ending), **NO_STORE}
