"""A real server on this machine that answers as told, with https and an authority made for the run."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Answer = Callable[[asyncio.StreamWriter], Awaitable[bool | None]]
"""Writes a response; true when the connection stays open for another request."""


@dataclass
class LoopbackServer:
    """port: where it listens. answers: by path. requests: the head of each request, as it came."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    connections: int = 0

    def says(self, path: str, body: bytes, *headers: str, status: str = "200 OK") -> None:
        """Answer a path with a whole response, and wait for more requests on the same connection."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]

        async def answer(writer: asyncio.StreamWriter) -> bool:
            writer.write("\r\n".join(lines).encode() + body)
            return True

        self.answers[path] = answer

    def redirects(self, path: str, location: str, status: str = "302 Found") -> None:
        self.says(path, b"", f"Location: {location}", status=status)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.requests.append(head)
                keep = await self.answers[head.split(" ")[1]](writer)
                await writer.drain()
                if not keep:
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None) -> AsyncIterator[LoopbackServer]:
    """A server on a free port of 127.0.0.1."""
    server = LoopbackServer()
    if tls is not None:
        tls.sni_callback = lambda _connection, name, _context: server.names.append(name)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the run, and what a server and a client need to use it."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls, folder: Path) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stackcred test authority")])
        extension = x509.BasicConstraints(ca=True, path_length=None)
        certificate = _certificate(name, name, key, key, extension)
        return cls(folder, key, certificate)

    def server(self, host: str) -> ssl.SSLContext:
        """A server that proves to be `host`."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        leaf = _certificate(subject, self.certificate.subject, key, self.key, names)
        chain = self.folder / f"{host}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        chain.write_bytes(private + leaf.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        return context

    def client(self) -> ssl.SSLContext:
        """A client that trusts this authority and no other."""
        return ssl.create_default_context(cadata=self.certificate.public_bytes(Encoding.PEM).decode())


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signing_key: ec.EllipticCurvePrivateKey,
    extension: x509.ExtensionType,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(extension, critical=False)
    )
    return builder.sign(signing_key, hashes.SHA256())
