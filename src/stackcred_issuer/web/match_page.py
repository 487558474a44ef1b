"""The page on which an employer holds a job role against applicants; nothing that is brought is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from stackcred_issuer.domain.csv_cells import table
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, parse_object
from stackcred_issuer.domain.stacking.roles.coverage import COLUMNS, RoleMatch
from stackcred_issuer.domain.stacking.roles.role import JobRole, read_role
from stackcred_issuer.services.carriers import Piece, is_zip, unpack
from stackcred_issuer.services.carriers.grouped import by_folder
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.match_role import MAX_APPLICANTS, MAX_REGISTRIES, Candidate, match_applicants
from stackcred_issuer.web.batch import bench_for, files_of
from stackcred_issuer.web.evidence_views import size_in_words
from stackcred_issuer.web.pages.embedded import download
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.match_views import ApplicantView, AskedView, MatchPageView, MatchView, SupportView
from stackcred_issuer.web.pages.parts import LinkView
from stackcred_issuer.web.pages.render import render_match
from stackcred_issuer.web.places import BATCHES
from stackcred_issuer.web.routes import House, PublicRoute

router = APIRouter(prefix="/match", route_class=PublicRoute, include_in_schema=False)
_FIELDS = ("name", "asked", "links", "trust")


@router.get("")
async def show(house: House) -> Response:
    return _page(house, {})


@router.post("")
async def match(request: Request, house: House) -> Response:
    """The same page with the answer, or with what to correct; files must be chosen again."""
    given: Mapping[str, str] = {}
    with BATCHES.one():
        try:
            files = await files_of(request, house)
            form = await request.form()
            given = {field: str(form.get(field, "")).strip() for field in _FIELDS}
            role = await _role(house, form.get("role"), given)
            candidates = await _candidates(house, files, _lines(given["links"]))
            found = await match_applicants(house, bench_for(house), role, candidates, _registries(given["trust"]))
        except StackcredError as error:
            if error.code is ErrorCode.RATE_LIMITED:
                raise
            return _page(house, given, error=error)
    return _page(house, given, found=_view(found))


async def _role(house: Deployment, file: object, given: Mapping[str, str]) -> JobRole:
    """From a file, or what was written: an address of a competency on each line, and the least level behind it."""
    data = await file.read() if isinstance(file, UploadFile) else b""
    if data.strip():
        return _blame("role", parse_object(data) if data.strip().startswith(b"{") else None)
    asked = [_competency(line) for line in _lines(given["asked"])]
    if not asked:
        detail = _("Say what you ask for: a role as a file, or competencies, one on each line.")
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/asked")
    name = given["name"] or _("The role")
    return _blame("asked", {"type": "JobRole", "id": f"urn:uuid:{house.entropy.new_id()}", "name": name,
                            "competencies": asked})  # fmt: skip


def _blame(field: str, document: JsonObject | None) -> JobRole:
    """The role, or an error at its field that says where in it."""
    try:
        return read_role(document)
    except StackcredError as error:
        place = f" ({error.pointer})" if error.pointer else ""
        raise StackcredError(error.code, f"{error.detail}{place}", pointer=f"/{field}") from None


def _competency(line: str) -> JsonObject:
    address, _space, level = line.partition(" ")
    try:
        return {"alignment": address, **({"levelMin": float(level)} if level.strip() else {})}
    except ValueError:
        detail = _("Write a number behind the address, or nothing: %(line)s", line=line[:200])
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/asked") from None


async def _candidates(house: Deployment, files: Iterable[Piece], links: Iterable[str]) -> list[Candidate]:
    """A file is an applicant, a folder of an archive is one, and so is what stands behind a link."""
    found: defaultdict[str, list[Piece]] = defaultdict(list)
    for file in files:
        if not is_zip(file.data):
            found[file.source].append(file)
            continue
        inside = await house.sandbox.run(unpack, "", file.data)
        for name, piece in by_folder(file.source, [(tuple(one.source.split("/")), one) for one in inside]):
            found[name].append(piece)
    for link in links:
        found[link].append(Piece(link, url=link))
    if not found:
        detail = _("Bring somebody: files, an archive with a folder for each applicant, or links that they share.")
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/file")
    if len(found) > MAX_APPLICANTS:
        detail = _("Bring at most %(most)s applicants at once.", most=MAX_APPLICANTS)
        raise StackcredError(ErrorCode.TOO_LARGE, detail, pointer="/file")
    return [Candidate(name, tuple(pieces)) for name, pieces in found.items()]


def _registries(text: str) -> list[str]:
    lines = _lines(text)
    if len(lines) > MAX_REGISTRIES:
        detail = _("Name at most %(most)s registries.", most=MAX_REGISTRIES)
        raise StackcredError(ErrorCode.TOO_LARGE, detail, pointer="/trust")
    return lines


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _view(found: RoleMatch) -> MatchView:
    told = found.to_json()
    return MatchView(
        role=told["role"]["name"],
        as_of=parse_instant(told["asOf"]),
        applicants=tuple(_applicant(one) for one in told["applicants"]),
        downloads=(
            download(_("Table (CSV)"), "match.csv", "text/csv", table(COLUMNS, found.rows()).encode()),
            download(_("Data (JSON)"), "match.json", "application/json", dump_json(told)),
        ),
    )


def _applicant(one: JsonObject) -> ApplicantView:
    return ApplicantView(
        name=one["applicant"],
        coverage=one["coverage"],
        requirements=tuple(_asked(item) for item in one["requirements"]),
        not_counted=tuple((entry["source"], entry["reason"]) for entry in one["notCounted"]),
    )


def _asked(item: JsonObject) -> AskedView:
    level = item.get("levelMin")
    return AskedView(
        label=item["label"],
        alignment=LinkView(item["alignment"], item["alignment"]),
        level=None if level is None else f"{level:g}",
        coverage=item["coverage"],
        by=tuple(_support(entry) for entry in item["by"]),
        short=tuple(_support(entry) for entry in item["short"]),
    )


def _support(entry: JsonObject) -> SupportView:
    badge = LinkView(entry["name"], entry["credential"])
    return SupportView(badge, entry["issuer"], entry["verdict"], entry.get("reason"))


def _page(
    house: Deployment,
    given: Mapping[str, str],
    *,
    found: MatchView | None = None,
    error: StackcredError | None = None,
) -> Response:
    errors = {_field(error): error.detail} if error else {}
    size = size_in_words(house.settings.max_batch_bytes)
    view = MatchPageView(found, size, {**dict.fromkeys(_FIELDS, ""), **given}, errors)
    return Response(render_match(view), 422 if error else 200, media_type="text/html")


def _field(error: StackcredError) -> str:
    first = (error.pointer or "").split("/")[1:2]
    return first[0] if first and first[0] in ("role", "asked", "links", "trust", "file") else "file"
