"""Keys, lists and documents at addresses that should not be called: private hosts, odd spellings, long paths.

TRAP stands for host and port of a socket that really listens on this machine and must never be connected to.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.domain.verification.making import badge
from tests.faults.hostile.base import SUITES, Attack, Document, claims, good, jcs_signed, jws, put, spoilt, text

TRAP = "@TRAP@"  # the port
HOSTS = [
    "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "0", "0.0.0.0", "2130706433", "0x7f000001",
    "0177.0.0.1", "127.0.0.1.", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
    "[fe80::1%25lo]", "①②⑦.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.0.1", "100.64.0.1", "user@127.0.0.1",
    "example.com@127.0.0.1", "127.0.0.1#", "127。0。0。1",
]  # fmt: skip
SCHEMES = ["https", "http", "ftp", "file", "gopher", "HTTPS", "//"]
DIDS = [
    "did:web:127.0.0.1%3A" + TRAP, "did:web:localhost%3A" + TRAP, "did:web:localhost%3a" + TRAP, "did:web:127.0.0.1",
    "did:web:%31%32%37.0.0.1%3A" + TRAP, "did:web:localhost%3A" + TRAP + ":..:..:etc", "did:web:localhost%2Fx",
    "did:web:a%40localhost%3A" + TRAP, "did:web:%5B::1%5D%3A" + TRAP, "did:web:", "did:web::", "did:web:a:..%2f..%2f",
    "did:web:" + "a." * 2_000, "did:web:a" + ":b" * 5_000, "did:WEB:localhost", "did:web:localhost#x#y",
    "did:web:localhost?x=1", "did:web:\u2025", "did:jwk:e30", "did:jwk:" + "A" * 100_000, "did:key:z", "did:key:u7Q",
    "did:key:z6Mk" + "1" * 50_000, "did:ion:x", "did:", "did:web:xn--a", "did:web:localhost%00.example",
]  # fmt: skip
LIST = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1"}
INDEXES = [
    -1, "-1", "+1", "1.0", "1e2", "٣", "１", "0x1", " 1", "1 ", "1_0", "01", "", "NaN", None, [], "9" * 5_000,
    "131072", True, "²",
]  # fmt: skip
LISTED = "https://lists.stranger.invalid/1"


def _from(author: str) -> Document:
    document = badge(author)
    return jcs_signed(document, verificationMethod=f"{author}#key")


def attacks() -> Iterator[Attack]:
    for did in DIDS:
        yield Attack(f"issuer-{did[:40]}", text(_from(did)))
        yield Attack(f"issuer-jws-{did[:40]}", jws(claims(iss=did), {"kid": f"{did}#k"}).encode())
        yield from spoilt(f"method-{did[:40]}", put(f"{did}#k", "proof", "verificationMethod"), SUITES[:2])
    for host in HOSTS:
        for scheme in SCHEMES[:2] if host != "127.0.0.1" else SCHEMES:
            url = f"{scheme}://{host}:{TRAP}/x" if scheme != "//" else f"//{host}:{TRAP}/x"
            yield Attack(f"issuer-{url[:40]}", text(_from(url)))
            yield Attack(f"key-{url[:40]}", jws(claims(iss=url), {"kid": url + "#k"}).encode())
            status = {**LIST, "id": "urn:s:1", "statusListCredential": url}
            yield Attack(f"list-{url[:40]}", text(jcs_signed({**good(), "credentialStatus": status})))
            yield Attack(f"address-{url[:40]}", text({"url": url}))
            for name, member in (
                ("schema", ([{"id": url, "type": "1EdTechJsonSchemaValidator2019"}], "credentialSchema")),
                ("refresh", ({"id": url, "type": "1EdTechCredentialRefresh"}, "refreshService")),
                ("resource", ([{"id": url, "digestMultibase": "uEi"}], "relatedResource")),
            ):
                yield from spoilt(f"{name}-{url[:40]}", put(*member), SUITES[:1])
    yield from _indexes()


def _indexes() -> Iterator[Attack]:
    """A right signature and a list that is there, but wrong."""
    from tests.faults.hostile.lists import LISTS, listed

    for number, index in enumerate(INDEXES):
        status = {**LIST, "statusListIndex": index, "statusListCredential": LISTED}
        yield Attack(f"index-{number}", text(jcs_signed({**good(), "credentialStatus": status})), {LISTED: listed()})
    for name, found in LISTS().items():
        status = {**LIST, "statusListCredential": LISTED}
        yield Attack(f"list-{name}", text(jcs_signed({**good(), "credentialStatus": status})), {LISTED: found})
    for number, kind in enumerate(("", "Unknown", None, 7, ["X"], "StatusList2021")):
        status = {**LIST, "type": kind, "statusListCredential": LISTED}
        yield Attack(f"status-type-{number}", text(jcs_signed({**good(), "credentialStatus": status})))
