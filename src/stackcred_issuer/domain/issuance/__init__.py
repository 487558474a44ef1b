"""From facts to a signed badge: draft, lint, seal. Only what passed the lints can be sealed."""
