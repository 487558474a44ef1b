"""The predicates of `where`: one file and one entry each."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.predicate import Predicate
from stackcred_issuer.domain.stacking.predicates.achievement import AchievementPredicate
from stackcred_issuer.domain.stacking.predicates.achievement_type import AchievementTypePredicate
from stackcred_issuer.domain.stacking.predicates.active import ActivePredicate
from stackcred_issuer.domain.stacking.predicates.alignment import AlignmentPredicate
from stackcred_issuer.domain.stacking.predicates.any_of import AnyOfPredicate
from stackcred_issuer.domain.stacking.predicates.assessed_in import AssessedInPredicate
from stackcred_issuer.domain.stacking.predicates.awarded import AwardedPredicate
from stackcred_issuer.domain.stacking.predicates.endorsed import EndorsedPredicate
from stackcred_issuer.domain.stacking.predicates.evidence import EvidencePredicate
from stackcred_issuer.domain.stacking.predicates.group import GroupPredicate
from stackcred_issuer.domain.stacking.predicates.issuer import IssuerPredicate
from stackcred_issuer.domain.stacking.predicates.level import LevelPredicate
from stackcred_issuer.domain.stacking.predicates.negation import NotPredicate
from stackcred_issuer.domain.stacking.predicates.result import ResultPredicate
from stackcred_issuer.domain.stacking.predicates.source import SourcePredicate
from stackcred_issuer.domain.stacking.predicates.tag import TagPredicate

PREDICATES: tuple[Predicate, ...] = (
    AchievementPredicate(),
    AchievementTypePredicate(),
    GroupPredicate(),
    IssuerPredicate(),
    TagPredicate(),
    AlignmentPredicate(),
    LevelPredicate(),
    ResultPredicate(),
    AwardedPredicate(),
    ActivePredicate(),
    AssessedInPredicate(),
    SourcePredicate(),
    EndorsedPredicate(),
    EvidencePredicate(),
    AnyOfPredicate(),
    NotPredicate(),
)
