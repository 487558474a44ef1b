"""Canonical forms of documents whose shape is known: the bytes of the reference path, without its expansion."""

from stackcred_issuer.domain.proof.canonical.compiled.fast import canonicalize, check_terms

__all__ = ["canonicalize", "check_terms"]
