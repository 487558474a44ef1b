"""Errors as RFC 9457 problems: the one table from codes to HTTP, and no detail that was not meant for the caller."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json, pointer
from stackcred_issuer.web.negotiation import prefers_html
from stackcred_issuer.web.pages.language import N_
from stackcred_issuer.web.pages.render import render_error
from stackcred_issuer.web.pages.views import ErrorPageView

STATUS: dict[ErrorCode, tuple[int, str]] = {
    ErrorCode.MALFORMED: (400, N_("The request cannot be read")),
    ErrorCode.INVALID: (422, N_("The request breaks a rule")),
    ErrorCode.TOO_LARGE: (413, N_("The request is too large")),
    ErrorCode.UNKNOWN_CONTEXT: (422, N_("Unknown JSON-LD context")),
    ErrorCode.UNDEFINED_TERM: (422, N_("Undefined JSON-LD term")),
    ErrorCode.UNSUPPORTED: (422, N_("Not supported")),
    ErrorCode.PROOF_INVALID: (422, N_("The proof does not hold")),
    ErrorCode.KEY_UNUSABLE: (409, N_("The key cannot be used")),
    ErrorCode.LINT_REFUSED: (422, N_("The badge may not be issued like this")),
    ErrorCode.NOT_FOUND: (404, N_("Not found")),
    ErrorCode.CONFLICT: (409, N_("Conflict")),
    ErrorCode.UNAUTHENTICATED: (401, N_("Not authenticated")),
    ErrorCode.FORBIDDEN: (403, N_("Not allowed")),
    ErrorCode.RATE_LIMITED: (429, N_("Too many requests")),
    ErrorCode.UNREACHABLE: (422, N_("The address could not be read")),
    ErrorCode.UNAVAILABLE: (503, N_("Not available now")),
    ErrorCode.EXHAUSTED: (422, N_("Too costly to judge")),
}
MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    """Every way an answer can fail ends in a problem document (or a page, for people)."""
    app.add_exception_handler(StackcredError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_crash)


def problem(
    request: Request,
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    at: str | None = None,
    findings: tuple[Finding, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """One problem: a page where a person asked, JSON for everybody else."""
    path = request.url.path
    looked_at = request.method in ("GET", "HEAD") and not path.startswith("/v1/")
    shown_to_people = looked_at or path.startswith("/learn/")  # there a POST is a form that somebody sent
    if shown_to_people:
        headers = {**(headers or {}), "Vary": "Accept"}
    if shown_to_people and prefers_html(request):
        page = render_error(ErrorPageView(status=status, title=title, detail=detail))
        return Response(page, status, media_type="text/html", headers=headers)
    body: dict[str, Any] = {
        "type": f"/docs/errors#{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if at is not None:
        body["pointer"] = at
    if findings:
        body["errors"] = [_finding(item) for item in findings]
    return Response(dump_json(body), status, media_type=MEDIA_TYPE, headers=headers)


async def _on_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, StackcredError)
    status, title = STATUS[error.code]
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="stackcred"'
    return problem(
        request,
        status,
        error.code,
        title,
        error.detail,
        at=error.pointer,
        findings=error.findings,
        headers=headers,
    )


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(item["loc"][0] == "path" for item in error.errors()):  # an address that cannot be one of ours
        return await _on_http(request, HTTPException(404))
    findings = tuple(_of_pydantic(item) for item in error.errors())
    first = findings[0]
    return problem(
        request,
        422,
        ErrorCode.INVALID,
        STATUS[ErrorCode.INVALID][1],
        first.detail,
        at=first.pointer,
        findings=findings,
    )


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
    detail = {
        404: f"There is nothing at {request.url.path}; the API is described at /docs.",
        405: f"{request.method} is not possible here; the API is described at /docs.",
    }.get(error.status_code, str(error.detail))
    title = _TITLES.get(error.status_code, HTTPStatus(error.status_code).phrase)
    return problem(request, error.status_code, code, title, detail, headers=dict(error.headers or {}))


async def _on_crash(request: Request, error: Exception) -> Response:
    log.error("request failed", path=request.url.path, exc_info=error)
    return problem(request, 500, "internal", _TITLES[500], "Something failed on our side; it was logged. Try again.")


_TITLES = {404: N_("Not found"), 405: N_("Not possible here"), 500: N_("Something failed on our side")}


def _of_pydantic(item: Any) -> Finding:
    place, *tokens = item["loc"]
    at = pointer(*tokens) if place == "body" else f"{place}:{'.'.join(map(str, tokens))}"
    return Finding(at, f"{item['msg']}.")


def _finding(item: Finding) -> dict[str, str]:
    entry = {"pointer": item.pointer, "detail": item.detail}
    return {**entry, "clause": item.clause} if item.clause else entry
