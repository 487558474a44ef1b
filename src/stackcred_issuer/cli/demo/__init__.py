"""`stackcred demo`: the main job, played over HTTP against the running service."""

from stackcred_issuer.cli.demo.command import demo

__all__ = ["demo"]
