"""The operators of a rule: one file and one entry each."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.operator import Operator
from stackcred_issuer.domain.stacking.operators.all_of import AllOperator
from stackcred_issuer.domain.stacking.operators.any_of import AnyOperator
from stackcred_issuer.domain.stacking.operators.attest import AttestOperator
from stackcred_issuer.domain.stacking.operators.certification import CertificationOperator
from stackcred_issuer.domain.stacking.operators.n_of import NOfOperator
from stackcred_issuer.domain.stacking.operators.none import NoneOperator
from stackcred_issuer.domain.stacking.operators.ordered import OrderedOperator
from stackcred_issuer.domain.stacking.operators.select import SelectOperator

OPERATORS: tuple[Operator, ...] = (
    AllOperator(),
    AnyOperator(),
    NOfOperator(),
    SelectOperator(),
    NoneOperator(),
    OrderedOperator(),
    CertificationOperator(),
    AttestOperator(),
)
