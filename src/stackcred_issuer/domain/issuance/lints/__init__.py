"""The lints, in the order in which their findings read best. A new one is a file and a line here."""

from stackcred_issuer.domain.issuance.lints import (
    arrays,
    contexts,
    dates,
    ids,
    late_terms,
    model,
    numbers,
    privacy,
    result_links,
    status,
    terms,
)
from stackcred_issuer.domain.issuance.lints.base import Lint

LINTS: tuple[Lint, ...] = (
    contexts.LINT,
    model.LINT,
    arrays.LINT,
    ids.LINT,
    dates.LINT,
    numbers.LINT,
    late_terms.LINT,
    result_links.LINT,
    status.LINT,
    privacy.LINT,
    terms.LINT,
)
