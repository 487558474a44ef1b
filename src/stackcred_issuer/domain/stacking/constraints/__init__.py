"""The constraints of `select`: one file and one entry each."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.constraint import ConstraintKind
from stackcred_issuer.domain.stacking.constraints.at_least import AtLeastConstraint
from stackcred_issuer.domain.stacking.constraints.at_most import AtMostConstraint
from stackcred_issuer.domain.stacking.constraints.average import AverageConstraint
from stackcred_issuer.domain.stacking.constraints.cover import CoverConstraint
from stackcred_issuer.domain.stacking.constraints.distinct import DistinctConstraint
from stackcred_issuer.domain.stacking.constraints.sum import SumConstraint

CONSTRAINTS: tuple[ConstraintKind, ...] = (
    SumConstraint(),
    DistinctConstraint(),
    AtLeastConstraint(),
    AtMostConstraint(),
    CoverConstraint(),
    AverageConstraint(),
)
