"""Which badge counts for what: the best sound plan of a requirement."""
