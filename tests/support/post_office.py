"""A real SMTP server that keeps the mail it takes."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class PostOffice:
    """port: where it listens. refusing: whether it turns mail away for now."""

    port: int = 0
    refusing: bool = False
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refusing:
            return "451 Try again later"
        message: Any = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        self.mails.append(message)
        return "250 Taken"

    def links(self, to: str) -> list[str]:
        """The addresses in the mails to somebody, the latest mail last."""
        texts = [mail.get_content() for mail in self.mails if mail["To"] == to]
        return [link for text in texts for link in re.findall(r"https?://\S+", text)]


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """One on a free port of 127.0.0.1."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        office = PostOffice(place.getsockname()[1])
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
