"""Everything a deployment may choose, each with what it may be; docs/configuration.md lists it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from stackcred_issuer.settings.values import (
    HOST,
    PREFIX,
    DevHost,
    Environment,
    LogFormat,
    LogLevel,
    Network,
    VcApiAnswer,
    VcApiChecks,
    clamd_place,
    dev_host,
    is_loopback,
    variable,
)

MIN_PASSPHRASE = 20  # the key files' own key derivation is quick, so the passphrase must be long
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Settings(BaseSettings):
    """One deployment's choices, read once at the start: `STACKCRED_<NAME>`, and `DATABASE_URL`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        extra="forbid",
    )

    environment: Environment = Field(
        Environment.DEVELOPMENT,
        description="What the deployment is for. `production` requires https and a keys passphrase, and "
        "refuses fetches from loopback addresses.",
    )
    base_url: str = Field(
        "http://localhost:8000",
        description="The public origin every id is made from: scheme and host, no path. It stands in signed "
        "badges, so choose it once. https in production.",
    )
    database_url: str | None = Field(
        None,
        validation_alias=AliasChoices("DATABASE_URL", "STACKCRED_DATABASE_URL"),
        repr=False,  # it may hold a password
        description="PostgreSQL, such as `postgresql://user:password@host/name`. Without it an embedded "
        "server keeps its files in the data folder.",
    )
    data_dir: Path = Field(
        Path(".stackcred"), description="Folder of the embedded database and of what a run leaves behind."
    )
    keystore: str = Field(
        "file:keys/",
        description="Where new signing keys are made, chosen by URL scheme. `file:<folder>` keeps encrypted "
        "PKCS#8 files.",
    )
    keys_passphrase: SecretStr | None = Field(
        None,
        description="Encrypts the key files. Without it a random one is made once in the key folder, which "
        f"protects nothing against whoever reads that folder: production requires one of at least "
        f"{MIN_PASSPHRASE} characters.",
    )
    mail_url: SecretStr | None = Field(
        None,
        description="How mail is sent: `smtp://user:password@host:587` (STARTTLS where offered), `smtps://…`, or "
        "`outbox:<folder>`, which writes files for development. Without it no mail is sent, and learners cannot "
        "sign in.",
    )
    mail_from: str = Field(
        "badges@localhost", description="The sender of mails, such as `Badges <badges@college.example>`."
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    workers: int = Field(1, ge=1, le=64, description="Web processes.")
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        (),
        description="Addresses or networks, separated by commas, whose `X-Forwarded-For` and "
        "`X-Forwarded-Proto` are believed.",
    )
    client_requests_per_minute: int = Field(
        600_000, ge=1, le=100_000_000, description="Requests of one client, over all workers."
    )
    public_requests_per_minute: int = Field(
        60_000, ge=1, le=100_000_000, description="Requests without login from one address, over all workers."
    )
    token_requests_per_minute: int = Field(
        600, ge=1, le=1_000_000, description="Token requests from one address, over all workers."
    )
    max_body_bytes: int = Field(
        4 * 1024 * 1024, ge=1024, le=64 * 1024 * 1024, description="The largest request body that is read."
    )
    max_batch_bytes: int = Field(
        32 * 1024 * 1024,
        ge=1024,
        le=256 * 1024 * 1024,
        description="The largest upload of many documents to verify: `/verify`, `/v1/verify/batch`, `/v1/match`.",
    )
    max_import_bytes: int = Field(
        1024 * 1024 * 1024,
        ge=1,
        le=16 * 1024 * 1024 * 1024,
        description="The largest file that is imported. It is kept in the data folder while it comes in, then in the "
        "database until its rows are recorded.",
    )
    blobs: str | None = Field(
        None,
        description="Where evidence files lie: `file:<folder>`, or `s3://<bucket>/<prefix>` for S3 and what "
        "speaks like it. Without it a folder `blobs` in the data folder.",
    )
    blobs_endpoint: str | None = Field(
        None, description="The address of an S3-compatible service, such as `https://minio.example`; none: Amazon's."
    )
    blobs_key_id: str | None = Field(
        None, description="The access key of the bucket. Without it what the machine itself is allowed, such as a role."
    )
    blobs_secret: SecretStr | None = Field(None, description="The secret of that access key.")
    max_evidence_bytes: int = Field(
        25 * 1024 * 1024, ge=1024, le=1024 * 1024 * 1024, description="The largest evidence file."
    )
    max_person_evidence_bytes: int = Field(
        250 * 1024 * 1024,
        ge=1024,
        le=64 * 1024 * 1024 * 1024,
        description="All evidence files of one person together, which is also what an export has to pack.",
    )
    scan_clamd: str | None = Field(
        None,
        description="The virus scanner that looks at evidence files: clamd at `tcp://<host>:<port>` or "
        "`unix:<socket>`.",
    )
    scan_command: str | None = Field(
        None,
        description="A command that looks at them too, such as `clamscan --no-summary`; the file's path comes last. "
        "It ends with 0 for a clean file, 1 for a refused one, anything else to be asked again.",
    )
    serve_unscanned: bool = Field(
        False,
        description="Whether others may get evidence files that no scanner has looked at, where neither scanner is "
        "set.",
    )
    renewal_notice_days: int = Field(
        30,
        ge=1,
        le=366,
        description="How long before the end of an award its holder is reminded; from then on it is renewed as "
        "soon as the renewal requirements are met.",
    )
    access_token_seconds: int = Field(3600, ge=60, le=86_400, description="How long an access token is good.")
    status_list_ttl_seconds: int = Field(
        300,
        ge=0,
        le=604_800,
        description="How long others may keep a status list: a revocation is seen everywhere after this.",
    )
    foreign_status_seconds: int = Field(
        3600,
        ge=10,
        le=604_800,
        description="How often other issuers are asked whether they stand by the badges that learners brought.",
    )
    fetch_timeout_seconds: float = Field(
        5,
        gt=0,
        le=60,
        description="Total time of one outbound fetch, from name look-up to last byte, and of all that a job asks for "
        "to verify one document.",
    )
    verification_wait_seconds: float = Field(
        1.4,
        gt=0,
        le=60,
        description="How long somebody who asks for a verification waits for other servers, all of them together. What "
        "comes later is kept for a minute, so that the next try has it.",
    )
    fetch_max_bytes: int = Field(
        1024 * 1024,
        ge=1024,
        le=16 * 1024 * 1024,
        description="The largest document fetched, before and after decompression. DID documents: 64 KiB.",
    )
    allow_loopback_fetch: bool = Field(
        False, description="Let outbound fetches reach loopback addresses, also by http. Development only."
    )
    dev_hosts: Annotated[tuple[DevHost, ...], NoDecode] = Field(
        (),
        description="Host names that stand for a port of this machine, such as "
        "`issuer.example=127.0.0.1:18443`, separated by commas: outbound fetches of these names go there. "
        "Development only.",
    )
    dev_ca: Path | None = Field(
        None,
        description="A PEM file of one more authority whose certificates outbound fetches believe. Development only.",
    )
    conformance: bool = Field(
        False,
        description="Be pointed at by conformance suites: several issuers at once below `/vc-api`, and contexts that "
        "only tests use. `stackcred vc-api` sets it. Development only.",
    )
    conformance_contexts: Path | None = Field(
        None,
        description="A JSON object of context URLs and their files beside it, known besides the bundled contexts. "
        "With `STACKCRED_CONFORMANCE` only.",
    )
    vc_api_login: bool = Field(
        True,
        description="Whether `/vc-api` asks for a key or token. Only with `STACKCRED_CONFORMANCE`, and only while "
        "listening on a loopback address, can it be without.",
    )
    vc_api_answer: VcApiAnswer = Field(
        VcApiAnswer.WRAPPED,
        description="What `/vc-api` answers when it has issued: `wrapped` in an object, or the `bare` credential. "
        "A URL's `?answer=` comes before it.",
    )
    vc_api_checks: VcApiChecks = Field(
        VcApiChecks.ALL,
        description="What `/vc-api` verifies for a caller who names no checks: `all` there is, or the `proof` alone. "
        "A URL's `?checks=` comes before it.",
    )
    vc_api_strict: bool = Field(
        False,
        description="Whether `/vc-api` refuses a credential that VC-API would not take: a proof without `created`, "
        "`@context` or `type` that are no arrays. A URL's `?strict=` comes before it.",
    )
    verify_workers: int = Field(
        2, ge=1, le=64, description="Worker processes that verify documents, in each web process."
    )
    verify_timeout_seconds: float = Field(
        1.5,
        gt=0,
        le=60,
        description="The longest one verification may compute; with reading and answering, a request stays under 2 s.",
    )
    verify_memory_mb: int = Field(
        256, ge=16, le=8192, description="The memory one verification may use, in MiB (Linux)."
    )
    log_level: LogLevel = Field(LogLevel.INFO, description="The least severe message that is written.")
    log_format: LogFormat = Field(LogFormat.CONSOLE, description="`console` for people, `json` for log collectors.")

    @field_validator("base_url")
    @classmethod
    def _origin(cls, text: str) -> str:
        try:
            parts = urlsplit(text.rstrip("/"))
            port = parts.port
        except ValueError:
            raise ValueError("is not a URL; write an origin such as https://badges.example") from None
        extras = parts.path or parts.query or parts.fragment or parts.username is not None
        if parts.scheme not in _DEFAULT_PORTS or not HOST.fullmatch(parts.hostname or "") or extras:
            raise ValueError("must be an origin such as https://badges.example: scheme and host, no path or login")
        host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
        named_port = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
        return f"{parts.scheme}://{host}{named_port}"

    @field_validator("keystore")
    @classmethod
    def _key_store_url(cls, text: str) -> str:
        scheme, separator, rest = text.partition(":")
        if not separator or not scheme.isalnum() or not rest:
            raise ValueError("must be a URL such as file:keys/")
        return text

    @field_validator("blobs")
    @classmethod
    def _blob_store(cls, text: str | None) -> str | None:
        if text is not None and not re.fullmatch(r"file:.+|s3://[a-z0-9][a-z0-9.-]+(/.*)?", text):
            raise ValueError("must be file:<folder> or s3://<bucket>/<prefix>")
        return text

    @field_validator("scan_clamd")
    @classmethod
    def _clamd(cls, text: str | None) -> str | None:
        if text is not None:
            clamd_place(text)
        return text

    @field_validator("mail_url")
    @classmethod
    def _mail(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        scheme, separator, rest = url.get_secret_value().partition(":")
        if scheme not in ("smtp", "smtps", "outbox") or not separator or not rest:
            raise ValueError("must begin with smtp://, smtps:// or outbox:")
        if scheme != "outbox" and urlsplit(url.get_secret_value()).hostname is None:
            raise ValueError("must name a server, such as smtp://mail.example:587")
        return url

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("dev_hosts", mode="before")
    @classmethod
    def _dev_hosts(cls, value: Any) -> Any:
        return (
            tuple(dev_host(part.strip()) for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @model_validator(mode="after")
    def _for_development(self) -> Self:
        """What would be a hole in a service that anybody can reach stays in development."""
        asked = [name for name in _DEVELOPMENT_ONLY if getattr(self, name)]
        if asked and self.is_production:
            raise ValueError(
                f"{variable(asked[0])} is for development only, and this is production "
                "(by STACKCRED_ENVIRONMENT, or by an https STACKCRED_BASE_URL that is not loopback); take it away"
            )
        if self.conformance_contexts is not None and not self.conformance:
            raise ValueError("STACKCRED_CONFORMANCE_CONTEXTS needs STACKCRED_CONFORMANCE=true; set it, or neither")
        if not self.vc_api_login and not (self.conformance and is_loopback(self.host)):
            raise ValueError(
                "STACKCRED_VC_API_LOGIN=false needs STACKCRED_CONFORMANCE=true and a loopback STACKCRED_HOST such as "
                "127.0.0.1: without a login anybody who reaches it could sign"
            )
        return self

    @property
    def is_production(self) -> bool:
        """Named so, or told by an https origin that is not this machine."""
        parts = urlsplit(self.base_url)
        public = parts.scheme == "https" and not is_loopback(parts.hostname or "")
        return self.environment is Environment.PRODUCTION or public

    @model_validator(mode="after")
    def _production(self) -> Self:
        if self.environment is not Environment.PRODUCTION:
            return self
        if not self.base_url.startswith("https://"):
            raise ValueError("production needs an https STACKCRED_BASE_URL")
        if self.keys_passphrase is None or len(self.keys_passphrase.get_secret_value()) < MIN_PASSPHRASE:
            raise ValueError(
                f"production needs STACKCRED_KEYS_PASSPHRASE with at least {MIN_PASSPHRASE} characters; "
                "make one with: openssl rand -base64 32"
            )
        if self.mail_url is not None and self.mail_url.get_secret_value().startswith("outbox:"):
            raise ValueError("production sends mail to people: STACKCRED_MAIL_URL begins with smtp:// or smtps://")
        if self.allow_loopback_fetch:
            raise ValueError("production refuses STACKCRED_ALLOW_LOOPBACK_FETCH; take it away")
        return self


_DEVELOPMENT_ONLY = ("dev_hosts", "dev_ca", "conformance", "conformance_contexts")
