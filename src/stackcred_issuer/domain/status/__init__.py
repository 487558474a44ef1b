"""Status of credentials: Bitstring Status List 1.0, what we publish and what we read."""
