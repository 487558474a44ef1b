"""What a verification asks for. The default asks for everything."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

CORE = frozenset({"structure", "presentation_structure", "terms", "proof"})
AUTHENTICITY = frozenset({"structure", "terms", "schema", "subject", "proof", "issuer"})
OPTIONAL = frozenset(
    {"schema", "subject", "issuer", "refresh", "validity", "status", "endorsements", "credentials", "holder"}
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the asker believes the badge to be about.

    identity_type: an OB IdentifierTypeEnum value such as `emailAddress`, or `id` for `credentialSubject.id`.
    """

    identity_type: str
    value: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What to check, and against what.

    checks: names of checks; None = all. CORE is always made: without it nothing else can be believed.
    bind_issuer: whether the key must be the issuer's. Only for judging test vectors is it not; then there is
        no issuer check, and no VerifiedBadge comes of it.
    domain, challenge: what a presentation was asked to be signed for; None = nothing was asked.
    recipient: when given, the subject must be this person.
    Raises StackcredError INVALID for a check that does not exist.
    """

    checks: frozenset[str] | None = None
    bind_issuer: bool = True
    domain: tuple[str, ...] | None = None
    challenge: str | None = None
    recipient: Recipient | None = None

    def __post_init__(self) -> None:
        unknown = (self.checks or frozenset()) - CORE - OPTIONAL
        if unknown:
            raise StackcredError(
                ErrorCode.INVALID,
                f"There is no check named {sorted(unknown)[0]!r}; there are {', '.join(sorted(CORE | OPTIONAL))}.",
            )

    @property
    def asks_for_signature(self) -> bool:
        """Whether a presentation must be signed, because it was asked to be signed for somebody."""
        return self.domain is not None or self.challenge is not None

    def wants(self, name: str) -> bool:
        """Whether the check of that name is to be made."""
        if name == "issuer" and not self.bind_issuer:
            return False
        return name in CORE or self.checks is None or name in self.checks

    def for_credential_inside(self) -> Policy:
        """The policy for a credential that a presentation or record holds: it was not signed for the asker."""
        return replace(self, domain=None, challenge=None)

    def for_other_issuer(self) -> Policy:
        """The policy for an endorsement: of the same strictness, but about somebody else."""
        return replace(self, domain=None, challenge=None, recipient=None)
