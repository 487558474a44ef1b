"""Good bodies, spoiled at random: the answer is never a 5xx, and a refusal changes nothing."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.verification.making import badge, key, signed
from tests.support.service import Service
from tests.web.conftest import Record, School, school_of
from tests.web.problem import problem
from tests.web.test_bad_bodies import JSON, achievement, assessment, certification, direct, evaluation

from stackcred_issuer.domain.jsonvalue import walk

bounded = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
INSTANTS = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-03-01T09:00:00+14:00", "2026-02-30T00:00:00Z"]
SPECIAL = [
    "",
    " ",
    "\x00",
    "\ud800",
    "\U0001f50c",
    "x" * 10_000,
    "did:web:",
    "https://\x7f",
    "urn:x",
    "{{7*7}}",
    "P1Y",
    "*",
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.sampled_from(INSTANTS + SPECIAL)
    | st.text(max_size=20)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "op", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
SPOILERS = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from(["replace", "remove", "wrap", "add", "twice"]), VALUES),
    min_size=1,
    max_size=3,
)


def spoiled(body: Any, spoilers: list[tuple[int, str, Any]]) -> Any:
    """The body after each change in turn, at places chosen by number."""
    found = copy.deepcopy(body)
    for number, change, value in spoilers:
        places = [tokens for tokens, _ in walk(found) if tokens]
        if not places:
            return found
        *path, last = places[number % len(places)]
        inside = within(found, path)
        if change == "replace":
            inside[last] = value
        elif change == "remove":
            del inside[last]
        elif change == "wrap":
            inside[last] = [inside[last]]
        elif isinstance(inside, list):
            inside.append(copy.deepcopy(within(found, [*path, last])) if change == "twice" else value)
        else:
            inside["id" if change == "twice" else "unheard of"] = value
    return found


def within(document: Any, path: Iterable[str | int]) -> Any:
    for token in path:
        document = document[token]
    return document


MAKERS = {
    "/v1/assessments": assessment,
    "/v1/badges": direct,
    "/v1/achievements": achievement,
    "/v1/certifications": certification,
    "/v1/evaluations": evaluation,
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own_school(service: Service) -> AsyncIterator[School]:
    """Nobody else relies on it."""
    yield await school_of(service)


@pytest.mark.parametrize("path", MAKERS)
@bounded
@given(spoilers=SPOILERS)
async def test_no_body_brings_the_service_down(
    own_school: School, record: Record, path: str, spoilers: list[tuple[int, str, Any]]
) -> None:
    body = json.dumps(spoiled(MAKERS[path](own_school), spoilers))
    before = record.fingerprint()
    answer = await own_school.tenant.api.post(path, content=body, headers=JSON)
    if answer.status_code not in (200, 201):
        problem(answer)
        assert record.fingerprint() == before


SIGNED = signed(badge(key(7).controller), key(7))


@bounded
@given(spoilers=SPOILERS)
async def test_no_credential_brings_verification_down(service: Service, spoilers: list[tuple[int, str, Any]]) -> None:
    document = spoiled(SIGNED, spoilers)
    answer = await service.public.post("/v1/verify", content=json.dumps(document))
    if answer.status_code != 200:
        problem(answer)
    elif document != SIGNED:
        assert answer.json()["verdict"] != "valid" or equal_in_meaning(document)


def equal_in_meaning(document: dict[str, Any]) -> bool:
    """A value as a list of one, the same type twice, or a context that defines nothing says what was signed."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: plain(child) for name, child in value.items()}
        if isinstance(value, list) and {} in value:
            return plain([child for child in value if child != {}])
        if isinstance(value, list):
            found = [plain(child) for child in value]
            distinct = [child for at, child in enumerate(found) if child not in found[:at]]
            return distinct[0] if len(distinct) == 1 else distinct
        return value

    return bool(plain(document) == plain(SIGNED))


@bounded
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
async def test_no_bytes_bring_verification_down(service: Service, content: bytes) -> None:
    answer = await service.public.post("/v1/verify", content=content)
    if answer.status_code != 200:
        problem(answer)
