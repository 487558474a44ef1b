"""What a verification still needs from outside. Gathering it is the caller's business."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import as_list
from stackcred_issuer.domain.verification.attempts import signatories_of
from stackcred_issuer.domain.verification.limits import (
    MAX_CREDENTIALS,
    MAX_ENDORSEMENTS,
    MAX_NESTING,
    MAX_STATUS_ENTRIES,
)
from stackcred_issuer.domain.verification.nested import credentials_in, endorsements_in
from stackcred_issuer.domain.verification.presented import Presented, read, read_part
from stackcred_issuer.domain.verification.refreshing import refresh_address
from stackcred_issuer.domain.verification.sources import Fetched, Materials, RecordingMaterials
from stackcred_issuer.domain.verification.statuses import kind_of

__all__ = ["Fetched", "Materials", "needs"]


def needs(presented: Presented, materials: Materials, *, refresh: bool = False) -> frozenset[str]:
    """The addresses still to be asked: DIDs and http(s) URLs of keys, key sets and status lists.

    Ask again with their answers in `materials`, until it is empty: a status list has keys of its own. Answers
    that failed count as answers. refresh: whether a newer version may be asked for, which is so once the proof was
    found to hold. did:key and did:jwk are never needed. At most what one verification examines.
    """
    recorder = RecordingMaterials(materials.contexts, materials.schemas, materials.fetched, set())
    for part in [*_parts(presented), *(_newer(presented, recorder) if refresh else ())]:
        _want_keys(part, recorder)
        _want_statuses(part, recorder)
    return frozenset(recorder.missing)


def _newer(presented: Presented, recorder: RecordingMaterials) -> Iterator[Presented]:
    """The parts of the newer version, once its address has answered."""
    address = refresh_address(presented)
    answer = recorder.entry(address) if address is not None else None
    if answer is not None and answer.body is not None:
        with suppress(StackcredError):
            yield from _parts(read(answer.body) if isinstance(answer.body, str) else read_part(answer.body))


def _parts(presented: Presented) -> Iterator[Presented]:
    """The document and every credential inside it, breadth first, as far as a verification goes."""
    waiting = deque([(presented, 0)])
    left = MAX_CREDENTIALS + MAX_ENDORSEMENTS
    while waiting:
        part, depth = waiting.popleft()
        yield part
        for one in _inside(part)[: left if depth < MAX_NESTING else 0]:
            left -= 1
            with suppress(StackcredError):  # what cannot be read needs nothing; the check will say so
                waiting.append((read_part(one), depth + 1))


def _inside(part: Presented) -> list[object]:
    return [*credentials_in(part), *(placed.value for placed in endorsements_in(part.document))]


def _want_keys(presented: Presented, recorder: RecordingMaterials) -> None:
    signatories_of(presented, recorder)


def _want_statuses(presented: Presented, recorder: RecordingMaterials) -> None:
    for entry in as_list(presented.document.get("credentialStatus"))[:MAX_STATUS_ENTRIES]:
        kind = kind_of(entry)
        address = kind.address(entry) if kind is not None else None
        answer = recorder.entry(address) if address is not None else None
        if answer is not None and answer.body is not None:
            with suppress(StackcredError):
                body = answer.body
                _want_keys(read(body) if isinstance(body, str) else read_part(body), recorder)
