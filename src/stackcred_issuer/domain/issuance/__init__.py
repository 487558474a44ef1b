"""From facts to a signed badge: draft, lint, seal. Only what passed every lint can be sealed."""
