"""A verification receipt as a view: what somebody found out about other documents, at some time."""

from __future__ import annotations

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.issuance.receipt import RECEIPT_TYPE
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.web.pages.parts import CheckView, ReceiptItemView
from stackcred_issuer.web.pages.wording import CHECK_MARKS, VERDICTS

MAX_SHOWN = 100


def is_receipt(document: JsonObject) -> bool:
    """Whether a credential calls itself a receipt."""
    return RECEIPT_TYPE in as_list(document.get("type"))


def read_receipt(document: JsonObject) -> tuple[ReceiptItemView, ...]:
    """What a receipt says of each document, whatever members are missing or misshapen."""
    inside = [one for one in as_list(document.get("credentialSubject")) if isinstance(one, dict)]
    return tuple(item for one in inside[:MAX_SHOWN] if (item := _item(one)) is not None)


def _item(one: JsonObject) -> ReceiptItemView | None:
    verdict = next((known for known in VERDICTS if known == one.get("verdict")), None)
    digest = _text(one.get("documentDigest"))
    if verdict is None or digest is None:
        return None
    try:
        verified = parse_instant(one.get("verifiedAt"))
        as_of = parse_instant(one["statusAsOf"]) if "statusAsOf" in one else None
    except StackcredError:
        return None
    return ReceiptItemView(
        verdict=verdict,
        name=_text(one.get("credentialName")),
        issuer=_text(one.get("issuerName")) or _text(one.get("issuerId")),
        id=_text(one.get("credentialId")),
        digest=digest,
        verified_at=verified,
        status_as_of=as_of,
        checks=tuple(check for entry in as_list(one.get("check"))[:MAX_SHOWN] if (check := _check(entry)) is not None),
    )


def _check(entry: object) -> CheckView | None:
    if not isinstance(entry, dict) or entry.get("checkResult") not in CHECK_MARKS:
        return None
    return CheckView(str(entry.get("checkName")), entry["checkResult"], str(entry.get("checkDetail")))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
