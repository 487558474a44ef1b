"""What any credential of the data model must keep before it is signed. A new lint is a file, and a line in each list.

Open Badges are held to more (`issuance/lints`), other people's credentials to this: what is in it is the business of
whoever asks for the signature. `numbers`, `characters` and `terms` are the same for both, since they guard the
signature itself.
"""

from stackcred_issuer.domain.issuance.credential_lints import (
    contexts,
    dates,
    ids,
    issuer,
    proofs,
    related_resources,
    schemas,
    statuses,
    subjects,
    typed,
    types,
    words,
)
from stackcred_issuer.domain.issuance.lints import characters, numbers, terms
from stackcred_issuer.domain.issuance.lints.base import Lint

CREDENTIAL_LINTS: tuple[Lint, ...] = (
    contexts.LINT,
    types.LINT,
    ids.LINT,
    issuer.LINT,
    subjects.LINT,
    dates.LINT,
    words.LINT,
    statuses.LINT,
    schemas.LINT,
    typed.LINT,
    related_resources.LINT,
    proofs.LINT,
    numbers.LINT,
    characters.LINT,
    terms.LINT,
)
