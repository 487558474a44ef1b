"""Open Badges 3.0 as classes, and the rules about single badges that need no signature."""

from stackcred_issuer.domain.credential.endorsement import EndorsementCredential  # makes Profile complete

__all__ = ["EndorsementCredential"]
