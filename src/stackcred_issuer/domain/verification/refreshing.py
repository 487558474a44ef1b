"""Where a credential says that newer versions of it are had."""

from __future__ import annotations

from stackcred_issuer.domain.jsonvalue import as_list
from stackcred_issuer.domain.verification.presented import Presented, types_of
from stackcred_issuer.domain.verification.shape import is_url

REFRESH_TYPE = "1EdTechCredentialRefresh"


def refresh_address(presented: Presented) -> str | None:
    """The http(s) address of the first refresh service of the kind known here; None without one.

    It is to be asked only after the proof of the credential was found to hold (OB 3.0 §9 step 3).
    """
    if presented.kind != "credential":
        return None
    for service in as_list(presented.document.get("refreshService")):
        address = service.get("id") if isinstance(service, dict) else None
        if REFRESH_TYPE in types_of(service) and is_url(address) and str(address).startswith(("https:", "http:")):
            return str(address)
    return None
