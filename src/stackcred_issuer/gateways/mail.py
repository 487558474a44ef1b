"""Mail that leaves the house, by SMTP or, for development, into a folder."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.clock import Clock
from stackcred_issuer.settings import Settings

TIMEOUT_SECONDS = 20  # for one mail as a whole


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of plain text to one person."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Hands mail over to whoever delivers it."""

    async def send(self, mail: Mail) -> None:
        """Raises UNREACHABLE when it was not taken; nothing was delivered then."""


class SmtpMailer:
    """Gives mail to an SMTP server: `smtp://` (STARTTLS where it is offered) or `smtps://`."""

    def __init__(self, url: str, sender: str, clock: Clock, tls: ssl.SSLContext | None = None) -> None:
        self._server = urlsplit(url)
        self._sender = sender
        self._clock = clock
        self._tls = tls

    async def send(self, mail: Mail) -> None:
        server = self._server
        try:
            await aiosmtplib.send(
                _message(mail, self._sender, self._clock),
                hostname=server.hostname,
                port=server.port,
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=server.scheme == "smtps",
                tls_context=self._tls,
                timeout=TIMEOUT_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            detail = f"The mail server did not take the mail: {type(error).__name__}."  # its text may hold addresses
            raise StackcredError(ErrorCode.UNREACHABLE, detail) from None


class OutboxMailer:
    """Writes each mail into a folder as an .eml file: `outbox:<folder>`. Development only."""

    def __init__(self, url: str, sender: str, clock: Clock) -> None:
        self._folder = Path(url.partition(":")[2])
        self._sender = sender
        self._clock = clock

    async def send(self, mail: Mail) -> None:
        await asyncio.to_thread(self._write, mail)

    def _write(self, mail: Mail) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        message = _message(mail, self._sender, self._clock)
        name = f"{self._clock.now():%Y%m%dT%H%M%S%f}-{message['Message-ID'].strip('<>').partition('@')[0]}.eml"
        (self._folder / name).write_bytes(message.as_bytes())


MAILERS: Mapping[str, Callable[[str, str, Clock], Mailer]] = {
    "smtp": SmtpMailer,
    "smtps": SmtpMailer,
    "outbox": OutboxMailer,
}
"""Scheme of the setting `mail_url` → who sends."""


def mailer_of(settings: Settings, clock: Clock) -> Mailer | None:
    """As the deployment is configured; None where it sends no mail."""
    if settings.mail_url is None:
        return None
    url = settings.mail_url.get_secret_value()
    return MAILERS[url.partition(":")[0]](url, settings.mail_from, clock)


def _message(mail: Mail, sender: str, clock: Clock) -> EmailMessage:
    """Headers are checked by the library: no value can start a header of its own."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = clock.now()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    message.set_content(mail.text)
    return message
