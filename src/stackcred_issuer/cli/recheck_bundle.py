"""`stackcred recheck BUNDLE`: established, not established, and as of when."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import typer

from stackcred_issuer.cli.evaluate import blame, print_document, refuse
from stackcred_issuer.domain.credential.identity import EMAIL_TYPE
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.stacking.bundle.make import read_bundle
from stackcred_issuer.domain.stacking.bundle.recheck import BundleReport, Standing, recheck_bundle
from stackcred_issuer.gateways.bundled import load_contexts

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def recheck_file(place: str, did_documents: Sequence[Path], holder: Sequence[str], *, as_json: bool) -> NoReturn:
    """Read the bundle, recheck it, say what was found, and end with 0, 1 or 2."""
    try:
        report = _report(place, did_documents, holder)
    except StackcredError as error:
        refuse(error, as_json=as_json)
    if as_json:
        print_document(report.to_json())
    else:
        sys.stdout.write("\n".join(_readable(report)) + "\n")
    raise typer.Exit(0 if report.established else 1)


def _report(place: str, did_documents: Sequence[Path], holder: Sequence[str]) -> BundleReport:
    known = [blame(path, lambda path=path: parse_object(_bytes(path))) for path in did_documents]  # type: ignore[misc]
    by_did: dict[str, JsonObject] = {str(document.get("id")): document for document in known}
    data = sys.stdin.buffer.read() if place == "-" else _bytes(Path(place))
    known_as = [("did" if name.startswith("did:") else EMAIL_TYPE, name) for name in holder]
    return recheck_bundle(read_bundle(data), load_contexts(), datetime.now(UTC), by_did, known_as)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StackcredError(ErrorCode.INVALID, f"The file cannot be read: {error.strerror}.", pointer="") from None


def _readable(report: BundleReport) -> Iterator[str]:
    as_of = format_instant(report.as_of) if report.as_of else "an unknown time"
    yield f"Established as of {as_of}." if report.established else "Not established."
    if report.proven_as_of:
        yield f"Decided as of {report.proven_as_of}, by {report.issuer}."
    yield from (f"- {reason}" for reason in report.reasons)
    yield ""
    for standing in report.standings:
        yield f"{standing.credential}: {standing.verdict.value.replace('_', ' ')}{_age(standing)}"
    yield ""
    yield "The issuer's keys are those the bundle brings. To rule out an impostor, give the issuer's own with --did."


def _age(standing: Standing) -> str:
    seconds = standing.age_seconds
    if seconds is None or standing.as_of is None:
        return ", without a status"
    size, unit = next(((size, unit) for size, unit in _UNITS if abs(seconds) >= size), (1, "second"))
    count = seconds // size
    return f", status as of {format_instant(standing.as_of)} ({count} {unit}{'' if count == 1 else 's'} old)"
