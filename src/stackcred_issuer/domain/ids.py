"""Every public address of the service, made from one base URL. Ids are UUIDs inside and URLs outside."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PublicUrls:
    """Addresses below `base`, an origin such as `https://badges.example` (no path, no trailing slash)."""

    base: str

    @property
    def badge_prefix(self) -> str:
        return f"{self.base}/badges/"

    def badge(self, badge_id: UUID) -> str:
        return f"{self.badge_prefix}{badge_id}"

    def bundle(self, badge_id: UUID) -> str:
        """Where the evidence bundle of an award stands."""
        return f"{self.badge(badge_id)}/bundle.json"

    def achievement(self, achievement_id: UUID) -> str:
        return f"{self.base}/achievements/{achievement_id}"

    def certification(self, certification_id: UUID) -> str:
        return f"{self.base}/certifications/{certification_id}"

    def pathway(self, pathway_id: UUID) -> str:
        return f"{self.base}/pathways/{pathway_id}"

    def rule(self, certification_id: UUID, version: int) -> str:
        return f"{self.base}/certifications/{certification_id}/rules/{version}"

    def evaluation(self, badge_url: str) -> str:
        """Where the evaluation stands that an award's badge was made on."""
        return f"{badge_url}/evaluation"

    def status_list(self, list_id: UUID) -> str:
        return f"{self.base}/status-lists/{list_id}"

    def framework(self, framework_id: UUID) -> str:
        return f"{self.base}/frameworks/{framework_id}"

    def line_items(self, context: str) -> str:
        return f"{self.base}/lti/ags/{context}/lineitems"

    def line_item(self, context: str, item_id: UUID) -> str:
        return f"{self.line_items(context)}/{item_id}"

    def statement(self, statement_id: UUID) -> str:
        """Where an endorsement, attestation or equivalence stands."""
        return f"{self.base}/endorsements/{statement_id}"

    @property
    def evidence_prefix(self) -> str:
        return f"{self.base}/evidence/"

    def evidence(self, evidence_id: UUID) -> str:
        """Where an evidence file stands, for those who may see it."""
        return f"{self.evidence_prefix}{evidence_id}"

    def share(self, token: str) -> str:
        """What a learner hands out to show a chosen set of badges."""
        return f"{self.base}/shared/{token}"

    @property
    def receipt_terms(self) -> str:
        """What the terms of a verification receipt begin with: the page that explains them."""
        return f"{self.base}/docs/receipts#"

    @property
    def trust_registry_prefix(self) -> str:
        return f"{self.base}/trust-registries/"

    def trust_registry(self, registry_id: UUID) -> str:
        return f"{self.trust_registry_prefix}{registry_id}"

    def trust_snapshot(self, registry_id: UUID, version: int) -> str:
        return f"{self.trust_registry(registry_id)}/versions/{version}"

    def endorsement_link(self, token: str) -> str:
        """The page behind a link that asks somebody for an endorsement."""
        return f"{self.base}/endorse/{token}"

    def issuer(self, slug: str) -> str:
        return f"{self.base}/issuers/{slug}"

    def key(self, slug: str, thumbprint: str) -> str:
        """Where one key of an issuer stands alone, as a JWK."""
        return f"{self.issuer(slug)}/keys/{thumbprint}"

    def did_web(self, slug: str | None) -> str:
        """The did:web of an issuer path, or of the host itself (did-method-web: port as %3A)."""
        host = urlsplit(self.base).netloc.lower().replace(":", "%3A")
        return f"did:web:{host}" if slug is None else f"did:web:{host}:issuers:{slug}"

    def owns(self, url: str) -> bool:
        """Whether an address lies on this service."""
        return url == self.base or url.startswith(self.base + "/")
