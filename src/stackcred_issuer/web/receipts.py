"""Receipts of a verification: the signed credential, or the same on paper with it attached."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.issuance.seal import SealedCredential
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.verification.report import Report
from stackcred_issuer.gateways.typeset import typeset
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.issue_receipt import issue_receipt
from stackcred_issuer.services.verify_credential import verify_address, verify_credential
from stackcred_issuer.web.limits import read_body
from stackcred_issuer.web.pages.text import moment, visible
from stackcred_issuer.web.pages.wording import CHECK_MARKS, VERDICTS, check_title
from stackcred_issuer.web.routes import House, PublicRoute

router = APIRouter(tags=["verify"], route_class=PublicRoute)
MAX_PER_MINUTE = 60  # receipts for one address: each is signed and kept for good
MAX_EMBEDDED = 256 * 1024  # bytes of a document that a page brings back to have a receipt of it
_KINDS = ("json", "pdf")

Kind = Annotated[
    Literal["json", "pdf"] | None,
    Query(description="Answer with a signed receipt instead of the report: the credential, or a PDF with it attached."),
]


@router.post("/verify/receipt", include_in_schema=False)
async def receipt_form(request: Request, house: House) -> Response:
    """From the page of a report: the document once more, verified anew, so that the receipt says what holds now."""
    await read_body(request, 2 * MAX_EMBEDDED)
    form = await request.form(max_files=0, max_fields=4, max_part_size=2 * MAX_EMBEDDED)
    url, document, kind = (form.get(name) for name in ("url", "document", "receipt"))
    if kind not in _KINDS:
        raise StackcredError(ErrorCode.INVALID, "Choose a receipt as PDF or JSON.")
    if isinstance(url, str) and url:
        report = await verify_address(house, url)
    else:
        report = await verify_credential(house, _decoded(document))
    return await receipt_answer(request, house, [report], "pdf" if kind == "pdf" else "json")


async def receipt_answer(
    request: Request, house: Deployment, reports: Sequence[Report], kind: Literal["json", "pdf"]
) -> Response:
    """A receipt as a file to keep. Raises as `issue_receipt`, and RATE_LIMITED."""
    address = request.client.host if request.client else "unknown"
    await house.limiter.check(f"receipt:{address}", MAX_PER_MINUTE)
    sealed = await issue_receipt(house, reports)
    if kind == "json":
        return _file(sealed.body, "application/vc", "verification-receipt.json")
    words = receipt_words(sealed, house.urls.base)
    made_at = parse_instant(sealed.document["validFrom"])
    pdf = await house.press.run(typeset, "receipt.typ", words, sealed.body, made_at)
    return _file(pdf, "application/pdf", "verification-receipt.pdf")


def receipt_words(sealed: SealedCredential, base: str) -> dict[str, Any]:
    """What the paper says, all of it from the signed receipt; hidden characters are shown for what they are."""
    document = sealed.document
    by = str(document["issuer"]["name"])
    inside = [one for one in as_list(document["credentialSubject"]) if isinstance(one, dict)]
    return {
        "title": "Verification receipt",
        "by": visible(by),
        "lead": f"{visible(by)} has verified {_counted(len(inside))} and found what follows. "
        "The receipt is signed; its signature is in the file attached to this PDF.",
        "documents": [_document_words(one) for one in inside],
        "how": f"Bring this PDF, or the file receipt.json in it, to {base}/verify or to any verifier of W3C Verifiable "
        "Credentials. What was found may have changed since: verify the document itself for today’s answer.",
        "footer": f"Receipt {document['id']}, made on {moment(parse_instant(document['validFrom']))}",
    }


def _document_words(one: JsonObject) -> dict[str, Any]:
    verdict = VERDICTS[one["verdict"]]
    as_of = one.get("statusAsOf")
    issuer = [text for text in (one.get("issuerName"), one.get("issuerId")) if text]
    return {
        "tone": verdict.mark.tone,
        "answer": verdict.answer,
        "word": verdict.mark.word,
        "name": visible(one.get("credentialName") or "A document without a name"),
        "meaning": verdict.meaning,
        "issuer": visible(" · ".join(issuer)) or None,
        "id": visible(one["credentialId"]) if one.get("credentialId") else None,
        "verified": moment(parse_instant(one["verifiedAt"])),
        "status": moment(parse_instant(as_of)) if as_of else None,
        "digest": one["documentDigest"],
        "checks": [_check_words(check) for check in one["check"]],
    }


def _check_words(check: JsonObject) -> dict[str, str]:
    mark = CHECK_MARKS[check["checkResult"]]
    return {
        "word": mark.word,
        "tone": mark.tone,
        "title": check_title(check["checkName"]),
        "detail": visible(check["checkDetail"]),
    }


def _counted(count: int) -> str:
    return "a document" if count == 1 else f"{count} documents"


def _decoded(document: object) -> bytes:
    try:
        return base64.b64decode(document if isinstance(document, str) else "", validate=True)
    except (binascii.Error, ValueError):
        raise StackcredError(ErrorCode.MALFORMED, "The document came back damaged; verify it once more.") from None


def _file(data: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type=media_type, headers=headers)
