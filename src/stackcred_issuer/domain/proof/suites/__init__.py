"""The cryptosuites we know. A new one is one new file and its line here."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.suite import DATA_INTEGRITY, Cryptosuite
from stackcred_issuer.domain.proof.suites.ecdsa_jcs_2019 import EcdsaJcs2019
from stackcred_issuer.domain.proof.suites.ecdsa_rdfc_2019 import EcdsaRdfc2019
from stackcred_issuer.domain.proof.suites.ecdsa_sd_2023 import EcdsaSd2023
from stackcred_issuer.domain.proof.suites.ed25519_signature_2020 import Ed25519Signature2020
from stackcred_issuer.domain.proof.suites.eddsa_jcs_2022 import EddsaJcs2022
from stackcred_issuer.domain.proof.suites.eddsa_rdfc_2022 import Eddsa2022, EddsaRdfc2022

SUITES: tuple[Cryptosuite, ...] = (
    EddsaRdfc2022(),
    EddsaJcs2022(),
    EcdsaRdfc2019(),
    EcdsaJcs2019(),
    EcdsaSd2023(),
    Eddsa2022(),
    Ed25519Signature2020(),
)


def suite_for(proof: JsonObject) -> Cryptosuite:
    """The suite a proof names by `type` and `cryptosuite`. Raises StackcredError UNSUPPORTED."""
    kind = proof.get("type")
    name = proof.get("cryptosuite") if kind == DATA_INTEGRITY else kind
    for suite in SUITES:
        if suite.proof_type == kind and suite.name == name:
            return suite
    raise StackcredError(
        ErrorCode.UNSUPPORTED,
        f"No cryptosuite {name!r} of type {kind!r} is known here; known are {_names()}.",
        pointer="/proof",
    )


def suite_named(name: str) -> Cryptosuite:
    """The suite of that name. Raises UNSUPPORTED."""
    for suite in SUITES:
        if suite.name == name:
            return suite
    raise StackcredError(ErrorCode.UNSUPPORTED, f"No cryptosuite {name!r} is known here; use one of {_names()}.")


def _names() -> str:
    return ", ".join(suite.name for suite in SUITES)
