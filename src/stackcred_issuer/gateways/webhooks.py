"""Push a message the way the Standard Webhooks specification says, so that receivers have a library for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from standardwebhooks.webhooks import Webhook

from stackcred_issuer.gateways.safe_http import SafeHttp


@dataclass(frozen=True, slots=True)
class Message:
    """id: the same for every try, by which a receiver knows a repeat. body: JSON."""

    id: str
    body: bytes


async def push(http: SafeHttp, url: str, message: Message, secrets: Sequence[bytes], at: datetime) -> int:
    """Send it signed with every secret; answers the HTTP status. Raises UNREACHABLE."""
    text = message.body.decode()
    signatures = [Webhook(secret).sign(message.id, at, text) for secret in secrets]
    headers = {
        "Content-Type": "application/json",
        "Webhook-Id": message.id,
        "Webhook-Timestamp": str(int(at.timestamp())),
        "Webhook-Signature": " ".join(signatures),
    }
    return await http.post(url, message.body, headers)
