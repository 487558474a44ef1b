"""What a refusal looks like (RFC 9457, docs/errors.md)."""

from __future__ import annotations

from typing import Any

import httpx

from stackcred_issuer.domain.errors import ErrorCode

MEMBERS = {"type", "title", "status", "code", "detail"}
CODES = {code.value for code in ErrorCode} | {"method_not_allowed", "http_error"}


def problem(answer: httpx.Response, status: int | None = None, code: str | None = None) -> dict[str, Any]:
    """The problem document of a 4xx answer, held against its shape."""
    assert 400 <= answer.status_code < 500, f"{answer.status_code}: {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/problem+json", answer.headers
    body: dict[str, Any] = answer.json()
    assert body.keys() >= MEMBERS, body
    assert body.keys() <= MEMBERS | {"pointer", "errors"}, body
    assert body["status"] == answer.status_code
    assert body["code"] in CODES
    assert body["type"] == f"/docs/errors#{body['code']}"
    assert body["title"]
    assert len(body["detail"]) > 10, body
    for entry in body.get("errors", []):
        assert entry.keys() >= {"pointer", "detail"}
    if status is not None:
        assert (answer.status_code, body) == (status, body)
    if code is not None:
        assert body["code"] == code, body
    return body
