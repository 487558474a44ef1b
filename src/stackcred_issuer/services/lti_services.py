"""Ask an LTI platform's services (AGS, NRPS) with an access token (LTI Security Framework 1.0 §4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlencode, urljoin, urlsplit

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, parse_json
from stackcred_issuer.domain.proof.multibase import base64url_encode
from stackcred_issuer.services.client_assertion import ASSERTION_TYPE
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.lti import PlatformRecord

SCOPES = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
MAX_PAGES = 500  # of one list: a course of 100,000 members in pages of 200
ASSERTION_GOOD_FOR = timedelta(minutes=5)


class PlatformServices:
    """The services of one platform, under one access token."""

    def __init__(self, house: Deployment, platform: PlatformRecord, token: str) -> None:
        self._house = house
        self._platform = platform
        self._token = token

    @classmethod
    async def open(cls, house: Deployment, platform: PlatformRecord) -> PlatformServices:
        """Ask for a token. Raises UNREACHABLE, also where the platform grants none."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": _assertion(house, platform),
            "scope": " ".join(SCOPES),
        }
        reply = await house.http.ask(platform.token_url, {"Accept": "application/json"}, urlencode(form).encode())
        token = _object(platform.token_url, reply.body).get("access_token") if reply.status < 400 else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            detail = (
                f"{platform.name} gave no access token (status {reply.status}); check the tool's registration there."
            )
            raise StackcredError(ErrorCode.UNREACHABLE, detail)
        return cls(house, platform, token)

    async def pages(self, url: str, media_type: str) -> AsyncIterator[bytes]:
        """The bodies of a list, page by page. Raises UNREACHABLE."""
        origin, wanted = _origin(url), f"application/vnd.ims.{media_type}+json"
        headers = {"Accept": wanted, "Authorization": f"Bearer {self._token}"}
        following: str | None = url
        for _ in range(MAX_PAGES):
            if following is None:
                return
            reply = await self._house.http.ask(following, headers)
            if reply.status != 200:
                raise StackcredError(ErrorCode.UNREACHABLE, f"{following} answered with status {reply.status}.")
            yield reply.body
            following = urljoin(following, reply.next_url) if reply.next_url else None
            if following is not None and _origin(following) != origin:
                raise StackcredError(ErrorCode.UNREACHABLE, f"{url} goes on at another host, which is not followed.")
        raise StackcredError(ErrorCode.UNREACHABLE, f"{url} has more than {MAX_PAGES} pages.")


def results_of(line_item: str) -> str:
    """Where a line item's results stand: `/results` after its path, before its query (AGS 2.0 §3.3.4)."""
    path, mark, query = line_item.partition("?")
    return f"{path}/results{mark}{query}"


def _assertion(house: Deployment, platform: PlatformRecord) -> str:
    """RFC 7523, as LTI Security Framework 1.0 §4.1.1 has it: always RS256."""
    key = house.keystores.load(platform.key_uri)
    now = house.clock.now()
    claims = {
        "iss": platform.tool_client_id,
        "sub": platform.tool_client_id,
        "aud": platform.token_url,
        "iat": int(now.timestamp()),
        "exp": int((now + ASSERTION_GOOD_FOR).timestamp()),
        "jti": str(house.entropy.new_id()),
    }
    header = {"alg": "RS256", "typ": "JWT", "kid": key.public_key.thumbprint}
    signed = ".".join(base64url_encode(dump_json(part)) for part in (header, claims))
    return f"{signed}.{base64url_encode(key.sign(signed.encode('ascii')))}"


def _object(url: str, body: bytes) -> JsonObject:
    found = parse_json(body)
    if not isinstance(found, dict):
        raise StackcredError(ErrorCode.UNREACHABLE, f"{url} answered with something else than a JSON object.")
    return found


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
