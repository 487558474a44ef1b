"""`stackcred match`: hold a job role against applicants' badges; without a database, and asking nobody unless told."""

from __future__ import annotations

import asyncio
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from stackcred_issuer.cli.applicants import candidates_in
from stackcred_issuer.cli.evaluate import WIDTH, blame, print_document, read_json, refuse
from stackcred_issuer.domain.credential.identity import EMAIL_TYPE
from stackcred_issuer.domain.csv_cells import table
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.stacking.roles.coverage import COLUMNS, ApplicantMatch, Coverage, RoleMatch, Support
from stackcred_issuer.domain.stacking.roles.match import match_role
from stackcred_issuer.domain.stacking.roles.role import read_role
from stackcred_issuer.domain.stacking.trust import Trust
from stackcred_issuer.domain.verification.limits import clip
from stackcred_issuer.services.match_role import given_snapshot, known_documents

_OPEN = (Coverage.CLAIMED, Coverage.UNDETERMINED)
_MAX_SECONDS = 24 * 3600  # of a whole folder; every document has its own limit


def match_command(
    files: Annotated[list[str], typer.Argument(help="Applicants' files, folders and zip archives.")],
    role: Annotated[Path, typer.Option("--role", help="The job role (JSON).")],
    trust: Annotated[
        list[Path] | None, typer.Option("--trust", help="A trust registry (JSON): whose badges count (repeatable).")
    ] = None,
    known: Annotated[
        list[Path] | None,
        typer.Option("--known", help="An issuer's DID document or status list, had from the issuer (repeatable)."),
    ] = None,
    holder: Annotated[
        list[str] | None, typer.Option("--holder", help="Who the one applicant is: a mail address or a DID.")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="Every file is an applicant of its own.")] = False,
    online: Annotated[bool, typer.Option("--online", help="Ask issuers for keys and statuses not at hand.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table: a row per applicant and requirement.")] = False,
) -> None:
    """Say for every applicant and requirement which verified badge covers it, and what is missing.

    Exit status 0 when somebody covers the whole role, 3 when that depends on claims or on what could not be found out,
    1 when nobody does, 2 for bad input.
    """
    try:
        found = _found(files, role, trust or [], known or [], holder or [], each=each, online=online)
    except StackcredError as error:
        refuse(error, as_json=as_json)
    if as_json:
        print_document(found.to_json())
    elif as_csv:
        sys.stdout.write(table(COLUMNS, found.rows()))
    else:
        sys.stdout.write("\n".join(_readable(found)) + "\n")
    raise typer.Exit(_status([one.coverage for one in found.applicants]))


def _status(found: Sequence[Coverage]) -> int:
    if Coverage.COVERED in found:
        return 0
    return 3 if any(one in _OPEN for one in found) else 1


def _found(
    files: Sequence[str],
    role: Path,
    registries: Sequence[Path],
    documents: Sequence[Path],
    holder: Sequence[str],
    *,
    each: bool,
    online: bool,
) -> RoleMatch:
    asked = blame(role, lambda: read_role(read_json(role)))
    snapshots = [blame(path, lambda path=path: given_snapshot(read_json(path), "")) for path in registries]  # type: ignore[misc]
    at_hand = known_documents([blame(path, lambda path=path: read_json(path)) for path in documents])  # type: ignore[misc]
    candidates = candidates_in(files, each=each, holder=[_identity(name) for name in holder])
    if holder and len(candidates) > 1:
        detail = f"--holder names one person, and there are {len(candidates)} applicants; give one at a time."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/holder")

    async def run() -> RoleMatch:
        from stackcred_issuer.bootstrap import open_examiner
        from stackcred_issuer.services.examine import Bench
        from stackcred_issuer.services.match_role import applicants_of
        from stackcred_issuer.settings import load_settings

        async with open_examiner(load_settings(), at_hand, online=online) as (examiner, fetch):
            bench = Bench(examiner, fetch, _MAX_SECONDS, sys.maxsize)
            applicants = await applicants_of(bench, candidates)
            return match_role(asked, applicants, Trust(frozenset(), "", tuple(snapshots)), examiner.clock.now())

    return asyncio.run(run())


def _identity(name: str) -> tuple[str, str]:
    return ("did" if name.startswith("did:") else EMAIL_TYPE, name)


def _readable(found: RoleMatch) -> Iterator[str]:
    """The answer as lines of at most 80 columns; names of strangers are made printable, ids are not broken."""
    yield from _wrapped(f"{found.role.name}, as of {format_instant(found.as_of)}", "")
    for one in found.applicants:
        yield ""
        yield from _applicant(one)
    if not all(one.holder_checked for one in found.applicants):
        yield ""
        yield from _wrapped("Whose badges these are was not checked: give --holder with one applicant's files.", "")


def _applicant(one: ApplicantMatch) -> Iterator[str]:
    yield from _wrapped(f"{one.applicant}: {one.coverage.value}", "")
    for item in one.requirements:
        yield from _wrapped(f"[{item.coverage.value}] {item.requirement.label}", "  ")
        for support in item.by:
            yield from _wrapped(f"by {_told(support)}", "      ")
        for support in item.short:
            yield from _wrapped(f"not by {_told(support)}", "      ")
    if one.not_counted:
        yield "  Not counted:"
    for source, reason in one.not_counted:
        yield from _wrapped(f"{source}: {reason}", "      ")


def _told(support: Support) -> str:
    as_of = f", status as of {format_instant(support.status_as_of)}" if support.status_as_of else ""
    reason = f": {support.reason}" if support.reason else ""
    verdict = support.verdict.value.replace("_", " ")
    return f"{support.name} of {support.issuer} ({verdict}{as_of}) in {support.source}{reason}"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        clip(text, 2_000),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
