"""The checks in the order in which they are made and reported."""

from __future__ import annotations

from stackcred_issuer.domain.verification.case import CheckKind
from stackcred_issuer.domain.verification.checks.credentials import Credentials
from stackcred_issuer.domain.verification.checks.endorsements import Endorsements
from stackcred_issuer.domain.verification.checks.holder import Holder
from stackcred_issuer.domain.verification.checks.issuer import Issuer
from stackcred_issuer.domain.verification.checks.presentation_structure import PresentationStructure
from stackcred_issuer.domain.verification.checks.proof import Proof
from stackcred_issuer.domain.verification.checks.refresh import Refresh
from stackcred_issuer.domain.verification.checks.schema import Schema
from stackcred_issuer.domain.verification.checks.status import Status
from stackcred_issuer.domain.verification.checks.structure import Structure
from stackcred_issuer.domain.verification.checks.subject import Subject
from stackcred_issuer.domain.verification.checks.terms import Terms
from stackcred_issuer.domain.verification.checks.validity import Validity

CHECKS: tuple[CheckKind, ...] = (
    PresentationStructure(),
    Structure(),
    Terms(),
    Schema(),
    Subject(),
    Proof(),
    Issuer(),
    Holder(),
    Refresh(),
    Validity(),
    Status(),
    Endorsements(),
    Credentials(),
)
