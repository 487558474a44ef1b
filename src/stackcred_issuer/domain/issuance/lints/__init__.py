"""The lints, in the order in which their findings read best. A new one is a file, and a line in each list here."""

from stackcred_issuer.domain.issuance.lints import (
    arrays,
    characters,
    contexts,
    dates,
    endorsements,
    ids,
    images,
    late_terms,
    members,
    numbers,
    personal_data,
    recipient,
    related_resources,
    result_links,
    status,
    terms,
)
from stackcred_issuer.domain.issuance.lints.base import Lint

LINTS: tuple[Lint, ...] = (
    contexts.LINT,
    members.LINT,
    arrays.LINT,
    ids.LINT,
    dates.LINT,
    numbers.LINT,
    characters.LINT,
    late_terms.LINT,
    result_links.LINT,
    images.LINT,
    endorsements.LINT,
    related_resources.LINT,
    status.LINT,
    recipient.LINT,
    personal_data.LINT,
    terms.LINT,
)
